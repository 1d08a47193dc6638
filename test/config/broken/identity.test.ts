import { both, describeBroken, lineOf, replace } from './broken-config';

const certificate = (region: string, last: string, account = '111111111111') =>
  `${region}: arn:aws:acm:us-east-1:${account}:certificate/6a1d0c52-7f0e-4b8f-9d38-2f4f6c1a9e0${last}`;

describeBroken('contradictions about who may sign in', {
  'an overlap as long as a key lasts': {
    edits: { 'platform.yaml': replace('overlapDays: 14', 'overlapDays: 90') },
    problems: [
      `config/platform.yaml:${lineOf('overlapDays')}:43 identity.apiKeys.overlapDays: 90 days are not less than the 90 days that a key lasts (expireDays); choose fewer`,
    ],
  },
  'secrets of providers that are a year old': {
    edits: { 'platform.yaml': replace('providerSecretsOf: 2026-11-01', 'providerSecretsOf: 2025-11-22') },
    problems: [
      `config/platform.yaml:${lineOf('providerSecretsOf')}:22 identity.providerSecretsOf: '2025-11-22' is a year ago or more; a date after 2025-11-22 and up to 2026-11-22 is allowed; store new secrets of the identity providers and set the day`,
    ],
  },
  'secrets of providers that nobody has stored yet': {
    edits: { 'platform.yaml': replace('providerSecretsOf: 2026-11-01', 'providerSecretsOf: 2026-11-23') },
    problems: [
      `config/platform.yaml:${lineOf('providerSecretsOf')}:22 identity.providerSecretsOf: '2026-11-23' is yet to come; a date after 2025-11-22 and up to 2026-11-22 is allowed; store new secrets of the identity providers and set the day`,
    ],
  },
  'certificates of an environment and a region that there are not, and of another account': {
    edits: {
      'platform.yaml': both(
        replace(certificate('us-west-2', '2'), certificate('us-east-2', '2')),
        replace(certificate('eu-central-1', '3'), certificate('eu-central-1', '3', '999999999999')),
        replace('  certificates:\n', `  certificates:\n    staging: { ${certificate('eu-central-1', '4')} }\n`),
      ),
    },
    problems: [
      `config/platform.yaml:${lineOf('  certificates:') + 1}:14 identity.certificates.staging: 'staging' is not an environment; development, production, test are; correct or remove it`,
      `config/platform.yaml:${lineOf('  certificates:') + 4}:18 identity.certificates.production.us-east-2: 'us-east-2' is not a home region of production; ap-southeast-2, eu-central-1, us-west-2 are; correct or remove it`,
      `config/platform.yaml:${lineOf('  certificates:') + 5}:21 identity.certificates.production.eu-central-1: 'arn:aws:acm:us-east-1:999999999999:certificate/6a1d0c52-7f0e-4b8f-9d38-2f4f6c1a9e03' belongs to account 999999999999, and production is account 111111111111; a user pool takes a certificate of its own account only; request one there`,
    ],
  },
  'a site at the address of the sign-in page': {
    edits: {
      'sites/lindenhof-keller.yaml': replace('hostName: lindenhof', 'hostName: sign-in'),
    },
    problems: [
      "config/sites/lindenhof-keller.yaml:4:11 sites.lindenhof-keller.hostName: 'sign-in.eu.vinefield.example' is the address where users of all sites sign in; choose another host of eu.vinefield.example",
    ],
  },
  'a site at the address of a region': {
    edits: {
      'sites/lindenhof-keller.yaml': replace('hostName: lindenhof', 'hostName: eu-west-1'),
    },
    problems: [
      "config/sites/lindenhof-keller.yaml:4:11 sites.lindenhof-keller.hostName: 'eu-west-1.eu.vinefield.example' is the address of a region, whichever site is asked for; choose another host of eu.vinefield.example",
    ],
  },
  'a certificate of another region than Cognito wants': {
    edits: {
      'platform.yaml': replace(
        'acm:us-east-1:111111111111:certificate/6a1d0c52-7f0e-4b8f-9d38-2f4f6c1a9e01',
        'acm:ap-southeast-2:111111111111:certificate/6a1d0c52-7f0e-4b8f-9d38-2f4f6c1a9e01',
      ),
    },
    problems: [
      `config/platform.yaml:${lineOf('  certificates:') + 2}:23 identity.certificates.production.ap-southeast-2: 'arn:aws:acm:ap-southeast-2:111111111111:certificate/6a1d0c52-7f0e-4b8f-9d38-2...' must be the ARN of an ACM certificate in us-east-1, where Cognito wants it; correct it`,
    ],
  },
  'passwords that are too short': {
    edits: { 'platform.yaml': replace('  applicationRoles:', '  passwordMinLength: 8\n  applicationRoles:') },
    problems: [
      `config/platform.yaml:${lineOf('  applicationRoles:')}:22 identity.passwordMinLength: 8 must be 12 or more (Least number of characters of a password; four kinds of characters are always asked for (ID-02)); correct it`,
    ],
  },
});
