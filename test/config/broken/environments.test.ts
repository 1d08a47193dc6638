import { both, describeBroken, replace } from './broken-config';

describeBroken('environments that contradict each other', {
  'a kind of site without a home': {
    edits: { 'platform.yaml': replace('hosts: [test, training]', 'hosts: [test]') },
    problems: [
      "config/platform.yaml:35:1 environments: no environment hosts 'training'; each of development, production, test, training needs one; add it to the hosts of one",
    ],
  },
  'a kind of site with two homes': {
    edits: { 'platform.yaml': replace('hosts: [development]', 'hosts: [development, training]') },
    problems: [
      "config/platform.yaml:120:26 environments.development.hosts[1]: 'training' is hosted by test already; each kind of site lives in one environment; remove it from one of them",
    ],
  },
  'guardrails that are created twice in one account': {
    edits: { 'platform.yaml': replace("account: '333333333333'", "account: '222222222222'") },
    problems: [
      "config/platform.yaml:117:3 environments.development.guardrails: 'create' clashes with test, which creates those of ap-southeast-2 in the same account; one environment of an account creates them; write 'reuse' here",
    ],
  },
  'a staff role in an environment that is not there': {
    edits: {
      'platform.yaml': replace(
        'environments: [production, test], sessionMinutes: 30',
        'environments: [prodution, test]',
      ),
    },
    problems: [
      "config/platform.yaml:26:56 staff.roles[2].environments[0]: 'prodution' is not an environment; development, production, test are; did you mean 'production'?",
    ],
  },
  'two staff roles of one name': {
    edits: { 'platform.yaml': replace('name: developer', 'name: operator') },
    problems: [
      "config/platform.yaml:27:15 staff.roles[3].name: 'operator' is the name of two roles; each role has a name of its own; rename one",
    ],
  },
  'storage that may not grow to where it begins': {
    edits: { 'platform.yaml': replace('storageGb: 500, maxStorageGb: 4000', 'storageGb: 500, maxStorageGb: 450') },
    problems: [
      'config/platform.yaml:43:76 environments.production.databaseServers.dedicated.maxStorageGb: 450 is less than storageGb; 500 or more is allowed; raise it or lower storageGb',
    ],
  },
  'fewer web servers at most than at least': {
    edits: { 'platform.yaml': replace('maxInstances: 12', 'maxInstances: 2') },
    problems: [
      'config/platform.yaml:47:21 environments.production.web.maxInstances: 2 is less than minInstances; 3 or more is allowed; raise it or lower minInstances',
    ],
  },
  'an environment whose name leaves no room for bucket names': {
    edits: {
      'platform.yaml': both(
        replace('  development:\n', '  development-latest:\n'),
        replace('environments: [production, test, development] }', 'environments: [production, test] }'),
        replace(
          'environments: [production, test, development], sessionMinutes: 60',
          'environments: [production, test]',
        ),
        replace('environments: [development]', 'environments: [test]'),
        replace(
          'environments: [production, test, development], sessionMinutes: 15',
          'environments: [production, test]',
        ),
      ),
      'placement.yaml': replace('development:\n', 'development-latest:\n'),
    },
    problems: [
      "config/platform.yaml:117:3 environments.development-latest: 'development-latest' is too long for the names of buckets; 12 characters are allowed beside the name 'cordon'; shorten one of them",
    ],
  },
  'a security.txt that has expired': {
    edits: { 'platform.yaml': replace('expires: 2027-09-30', 'expires: 2026-11-22') },
    problems: [
      "config/platform.yaml:13:12 securityTxt.expires: '2026-11-22' has come; a date after 2026-11-22 and up to 2027-11-22 is allowed; review the contacts and policy and set a new date",
    ],
  },
  'a security.txt that never expires': {
    edits: { 'platform.yaml': replace('expires: 2027-09-30', 'expires: 2030-01-01') },
    problems: [
      "config/platform.yaml:13:12 securityTxt.expires: '2030-01-01' is more than a year ahead; a date after 2026-11-22 and up to 2027-11-22 is allowed; review the contacts and policy and set a new date",
    ],
  },
});
