import { describeBroken, replace } from './broken-config';

describeBroken('third parties that may not receive data', {
  'an integration with a party that is not registered': {
    edits: { 'platform.yaml': replace('sentry: Sentry', 'sentry: Sentri') },
    problems: [
      "config/platform.yaml:188:11 integrations.sentry: 'Sentri' is not a registered sub-processor; Courier Mail, Datadog, Elastic Cloud, Helpdesk One, Pagewatch, Sentry are; did you mean 'Sentry'?",
    ],
  },
  'a party that is registered twice': {
    edits: { 'platform.yaml': replace('name: Pagewatch', 'name: Helpdesk One') },
    problems: [
      "config/platform.yaml:180:11 subProcessors[5].name: 'Helpdesk One' is registered twice; each third party has one entry; merge them",
    ],
  },
  'a residency in use without an endpoint': {
    edits: {
      'platform.yaml': replace('      european-union: { host: ingest.eu.sentry.example, region: eu-central-1 }\n', ''),
    },
    problems: [
      'config/platform.yaml:152:5 subProcessors[1].endpoints.european-union: is missing; Sentry is integrated and receives usage data, so every residency in use needs an endpoint; add one in eu-central-1, eu-west-1 or remove the integration',
    ],
  },
  'an endpoint outside its residency': {
    edits: {
      'platform.yaml': replace(
        'host: smtp.eu.courier-mail.example, region: eu-west-1',
        'host: smtp.us.courier-mail.example, region: us-east-1',
      ),
    },
    problems: [
      "config/platform.yaml:171:69 subProcessors[3].endpoints.european-union.region: 'us-east-1' lies outside residency 'european-union', and Courier Mail receives customer data; eu-central-1, eu-west-1 lie inside; choose an endpoint in one of them",
    ],
  },
  'a region whose sites have residencies without a common endpoint (D8)': {
    edits: {
      'platform.yaml': (text) =>
        text
          .replace('european-union: [eu-central-1, eu-west-1]', 'european-union: [eu-central-1, eu-west-1, eu-north-1]')
          .replace('residencies:\n', 'residencies:\n  atlantic: [eu-central-1, eu-west-1, us-east-1]\n')
          .replace(/(european-union: \{ host: logs.*) eu-central-1 \}/, '$1 eu-north-1 }')
          .replace(/\n( +)(united-states)(: \{ host: logs.*) us-west-2 \}/, '$&\n$1atlantic$3 us-east-1 }')
          .replaceAll(/\n( +)european-union(: \{ host: in[gt].*)/g, '$&\n$1atlantic$2'),
      'sites/lindenhof-keller.yaml': replace('residency: european-union', 'residency: atlantic'),
    },
    problems: [
      'config/platform.yaml:146:7 subProcessors[0].endpoints: none lies inside every residency of the sites of production/eu-central-1 (atlantic, european-union), and Elastic Cloud receives what that region logs of them all; eu-central-1, eu-west-1 do; choose an endpoint in one of them for these residencies, or remove the integration',
    ],
  },
  'an endpoint of a residency that is not there': {
    edits: {
      'platform.yaml': replace(
        '      european-union: { host: eu.helpdesk-one.example',
        '      european-onion: { host: eu.helpdesk-one.example',
      ),
    },
    problems: [
      "config/platform.yaml:179:7 subProcessors[4].endpoints.european-onion: 'european-onion' is not a residency; australia, european-union, united-states are; did you mean 'european-union'?",
    ],
  },
  'a transfer under the Privacy Shield': {
    edits: {
      'platform.yaml': replace(
        'transferMechanism: None needed, since it receives no personal data',
        'transferMechanism: EU-U.S. Privacy Shield',
      ),
    },
    problems: [
      "config/platform.yaml:183:24 subProcessors[5].transferMechanism: 'EU-U.S. Privacy Shield' is void since 2020; standard contractual clauses or an adequacy decision are allowed; agree on one of them",
    ],
  },
});
