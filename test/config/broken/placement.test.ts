import { append, both, describeBroken, replace, write } from './broken-config';

describeBroken('a placement that contradicts the sites', {
  'no placement at all': {
    edits: { 'placement.yaml': null },
    problems: [
      "config/placement.yaml placement: cumbre-alta, goldhill-vineyards, ironbark-estate, ironbark-estate-development, ironbark-estate-test and 17 more have no server; every site lives on one; run 'npm run config:place'",
    ],
  },
  'a new site without a server': {
    edits: {
      'sites/karri-lane.yaml': write(
        [
          'customer: karri-lane',
          'noticeContact: privacy@karri-lane.example',
          'name: Karri Lane Wines',
          'hostName: karri-lane.au.vinefield.example',
          'timeZone: Australia/Perth',
          'region: ap-southeast-2',
          'residency: australia',
          'package: 1gb',
          'options: [training-site]',
        ].join('\n'),
      ),
    },
    problems: [
      "config/placement.yaml:5:1 placement: karri-lane, karri-lane-training have no server; every site lives on one; run 'npm run config:place'",
    ],
  },
  'a site that is gone': {
    edits: { 'sites/cumbre-alta.yaml': null },
    problems: [
      "config/placement.yaml:38:11 placement.production.us-west-2.shared-1.sites[0]: 'cumbre-alta' is not a site; those with a file in sites and their companions are; run 'npm run config:place'",
    ],
  },
  'a companion that is no longer ordered': {
    edits: { 'sites/lakeshore-cooperative.yaml': replace('options:\n  - training-site\n', '') },
    problems: [
      "config/placement.yaml:67:11 placement.test.us-west-2.shared-1.sites[0]: 'lakeshore-cooperative-training' is not a site; those with a file in sites and their companions are; run 'npm run config:place'",
    ],
  },
  'a misspelt site': {
    edits: { 'placement.yaml': replace('- cumbre-alta\n', '- cumbre-alto\n') },
    problems: [
      "config/placement.yaml:5:1 placement: cumbre-alta has no server; every site lives on one; run 'npm run config:place'",
      "config/placement.yaml:38:11 placement.production.us-west-2.shared-1.sites[0]: 'cumbre-alto' is not a site; those with a file in sites and their companions are; did you mean 'cumbre-alta'? Otherwise remove it",
    ],
  },
  'a site on two servers': {
    edits: {
      'placement.yaml': replace(
        '- saguaro-field-services\n',
        '- saguaro-field-services\n        - goldhill-vineyards\n',
      ),
    },
    problems: [
      "config/placement.yaml:46:11 placement.production.us-west-2.dedicated-saguaro-field-services.sites[1]: 'goldhill-vineyards' lives on production/us-west-2/shared-1 already; a site lives on one server; remove it from one",
    ],
  },
  'a site of another region': {
    edits: {
      'placement.yaml': both(
        replace('        - cumbre-alta\n', ''),
        replace('- leeside-lifts\n', '- cumbre-alta\n        - leeside-lifts\n'),
      ),
    },
    problems: [
      "config/placement.yaml:29:11 placement.production.eu-central-1.shared-1.sites[0]: 'cumbre-alta' belongs to production/us-west-2; it lives on a server of production/eu-central-1; a move is a migration of its data; undo the change or migrate it",
    ],
  },
  'a second site on a dedicated server': {
    edits: {
      'placement.yaml': both(
        replace('        - cumbre-alta\n', ''),
        replace('- saguaro-field-services\n', '- cumbre-alta\n        - saguaro-field-services\n'),
      ),
    },
    problems: [
      "config/placement.yaml:44:11 placement.production.us-west-2.dedicated-saguaro-field-services.sites[0]: 'cumbre-alta' lives on a dedicated server of another site; only that site may live on dedicated-saguaro-field-services; a move is a migration of its data; undo the change or migrate it",
    ],
  },
  'a dedicated server that was ordered and not given': {
    edits: { 'sites/goldhill-vineyards.yaml': replace('options:\n', 'options:\n  - dedicated-server\n') },
    problems: [
      "config/placement.yaml:39:11 placement.production.us-west-2.shared-1.sites[1]: 'goldhill-vineyards' ordered 'dedicated-server'; it lives on shared-1 instead of dedicated-goldhill-vineyards; a move is a migration of its data; undo the change or migrate it",
    ],
  },
  'more sites than a server takes': {
    edits: { 'platform.yaml': replace('maxSites: 100', 'maxSites: 4') },
    problems: [
      'config/placement.yaml:18:7 placement.production.ap-southeast-2.shared-1.sites: 5 sites live on shared-1; 4 are allowed; migrate some or raise maxSites in platform.yaml',
    ],
  },
  'sites that may outgrow their server': {
    edits: { 'sites/protea-crest.yaml': replace('package: 5gb', 'package: custom\ncustomGb: 980') },
    problems: [
      'config/placement.yaml:28:7 placement.production.eu-central-1.shared-1.sites: the sites on shared-1 may grow to 1006 GB; 1000 GB are allowed; migrate some or raise maxStorageGb in platform.yaml',
    ],
  },
  'more servers than a stack takes': {
    edits: {
      'placement.yaml': append(
        Array.from(
          { length: 20 },
          (_, index) => `    shared-${index + 2}: { stack: data-1, timeZone: UTC, sites: [] }\n`,
        ).join(''),
      ),
    },
    problems: [
      "config/placement.yaml:88:25 placement.test.us-west-2.shared-21.stack: 'data-1' holds 21 servers with shared-21; 20 are allowed; give new servers by 'npm run config:place', which opens the next stack",
    ],
  },
  'a server that is removed with its sites': {
    edits: { 'placement.yaml': replace('timeZone: Europe/Dublin\n', 'timeZone: Europe/Dublin\n      removed: true\n') },
    problems: [
      'config/placement.yaml:28:16 placement.production.eu-central-1.shared-1.removed: shared-1 still holds leeside-lifts, lindenhof-keller, protea-crest, quinta-da-serra; only an empty server is taken down; migrate its sites first',
    ],
  },
  'a number that is gone': {
    edits: { 'placement.yaml': replace('    shared-1:\n', '    shared-2:\n') },
    problems: [
      "config/placement.yaml:6:3 placement.development.ap-southeast-2: shared-1 is missing; numbers are not given out twice, so that a server taken down stays listed; restore it with 'removed: true'",
    ],
  },
  'an environment and a region that are not there': {
    edits: { 'placement.yaml': append('  us-west-1: {}\nstaging: {}\n') },
    problems: [
      "config/placement.yaml:69:3 placement.test.us-west-1: 'us-west-1' is not a home region of test; ap-southeast-2, eu-central-1, us-west-2 are; did you mean 'us-west-2'?",
      "config/placement.yaml:70:1 placement.staging: 'staging' is not an environment; development, production, test are; restore the environment or remove it here",
    ],
  },
  'a server with a name of its own, in a stack of its own, in a time zone of its own': {
    edits: {
      'placement.yaml': append(
        '    mine: { stack: data-1, timeZone: UTC, sites: [] }\n    shared-2: { stack: mine, timeZone: UTC, sites: [] }\n',
      ),
    },
    problems: [
      "config/placement.yaml:69:5 placement.test.us-west-2.mine: 'mine' must be shared-<number> or dedicated-<site>; rename it",
      "config/placement.yaml:70:24 placement.test.us-west-2.shared-2.stack: 'mine' must be a data stack such as data-1 (Data stack that holds the server; never changes); correct it",
    ],
  },
  'a server in a time zone that nobody knows': {
    edits: { 'placement.yaml': replace('timeZone: Europe/Dublin', 'timeZone: Europe/Dubln') },
    problems: [
      "config/placement.yaml:27:17 placement.production.eu-central-1.shared-1.timeZone: 'Europe/Dubln' is not a time zone; names of the IANA list such as Australia/Sydney are; did you mean 'Europe/Dublin'?",
    ],
  },
});
