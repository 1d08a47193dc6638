import { append, both, describeBroken, replace } from './broken-config';

const exception = (subject: string, expires: string, commitment = 'DR-02') =>
  append(
    [
      'exceptions:',
      `  - commitment: ${commitment}`,
      `    subject: ${subject}`,
      '    reason: The country has a single region, and the customer accepts the risk in writing',
      '    approvedBy: Chief technology officer',
      `    expires: ${expires}`,
      '',
    ].join('\n'),
  );
const withoutRecovery = replace(
  `        recovery:
          region: us-east-1
          cidr: 10.19.0.0/16
          zones: [us-east-1a, us-east-1b, us-east-1c]
`,
  '',
);
const unreplicated = { 'sites/saguaro-field-services.yaml': replace('  - database-replication\n', '') };

describeBroken('regions and networks that contradict each other', {
  'ranges that overlap': {
    edits: { 'platform.yaml': replace('cidr: 10.33.0.0/16', 'cidr: 10.20.128.0/17') },
    problems: [
      "config/platform.yaml:106:15 environments.test.regions.us-west-2.cidr: '10.20.128.0/17' overlaps 10.20.0.0/16 of production/eu-central-1; every VPC has a range of its own; choose a free one",
    ],
  },
  'a range that is too large': {
    edits: { 'platform.yaml': replace('cidr: 10.33.0.0/16', 'cidr: 10.64.0.0/12') },
    problems: [
      "config/platform.yaml:106:15 environments.test.regions.us-west-2.cidr: '10.64.0.0/12' has the size /12; /16 to /20 are allowed; choose one of them",
    ],
  },
  'a range with host bits': {
    edits: { 'platform.yaml': replace('cidr: 10.33.0.0/16', 'cidr: 10.33.7.0/20') },
    problems: [
      "config/platform.yaml:106:15 environments.test.regions.us-west-2.cidr: '10.33.7.0/20' does not begin at a multiple of its size; 10.33.0.0/20 does; write that or choose another",
    ],
  },
  'a range that is not one': {
    edits: { 'platform.yaml': replace('cidr: 10.33.0.0/16', 'cidr: 10.333.0.0/16') },
    problems: [
      "config/platform.yaml:106:15 environments.test.regions.us-west-2.cidr: '10.333.0.0/16' is not an IPv4 range; one such as 10.16.0.0/16 is expected; correct it",
    ],
  },
  'a range of the internet': {
    edits: { 'platform.yaml': replace('cidr: 10.33.0.0/16', 'cidr: 52.33.0.0/16') },
    problems: [
      "config/platform.yaml:106:15 environments.test.regions.us-west-2.cidr: '52.33.0.0/16' is not private; ranges within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and 100.64.0.0/10 are; choose one of them",
    ],
  },
  'a zone of another region': {
    edits: { 'platform.yaml': replace('[us-east-1a, us-east-1b, us-east-1c]', '[us-east-1a, us-east-1b, us-west-2c]') },
    problems: [
      "config/platform.yaml:71:43 environments.production.regions.us-west-2.recovery.zones[2]: 'us-west-2c' is not a zone of us-east-1; us-east-1a, us-east-1b and so on are; name one of them",
    ],
  },
  'a zone that is listed twice': {
    edits: { 'platform.yaml': replace('[us-east-1a, us-east-1b, us-east-1c]', '[us-east-1a, us-east-1b, us-east-1a]') },
    problems: [
      "config/platform.yaml:71:43 environments.production.regions.us-west-2.recovery.zones[2]: 'us-east-1a' is listed twice; three different zones are expected; name another",
    ],
  },
  'a main region that the environment lacks': {
    edits: { 'platform.yaml': replace('mainRegion: ap-southeast-2', 'mainRegion: ap-southeast-4') },
    problems: [
      "config/platform.yaml:38:17 environments.production.mainRegion: 'ap-southeast-4' is not a home region of production; ap-southeast-2, eu-central-1, us-west-2 are; did you mean 'ap-southeast-2'?",
    ],
  },
  'a region that is home and recovery region': {
    edits: {
      'platform.yaml': both(
        replace('region: eu-west-1\n', 'region: us-west-2\n'),
        replace('[eu-west-1a, eu-west-1b, eu-west-1c]', '[us-west-2a, us-west-2b, us-west-2c]'),
      ),
    },
    problems: [
      "config/platform.yaml:79:19 environments.production.regions.eu-central-1.recovery.region: 'us-west-2' is a home region of production already; each region plays one part in an environment; choose another",
      "config/platform.yaml:79:19 environments.production.regions.eu-central-1.recovery.region: 'us-west-2' lies outside residency 'european-union' of leeside-lifts, lindenhof-keller, protea-crest, quinta-da-serra; eu-central-1, eu-west-1 lie inside; choose one of them",
    ],
  },
  'a recovery region outside the residency of the sites at home there': {
    edits: {
      'platform.yaml': both(
        replace('region: eu-west-1\n', 'region: eu-west-2\n'),
        replace('[eu-west-1a, eu-west-1b, eu-west-1c]', '[eu-west-2a, eu-west-2b, eu-west-2c]'),
      ),
    },
    problems: [
      "config/platform.yaml:79:19 environments.production.regions.eu-central-1.recovery.region: 'eu-west-2' lies outside residency 'european-union' of leeside-lifts, lindenhof-keller, protea-crest, quinta-da-serra; eu-central-1, eu-west-1 lie inside; choose one of them",
    ],
  },
  'a region of production without recovery': {
    edits: { 'platform.yaml': withoutRecovery, ...unreplicated },
    problems: [
      "config/platform.yaml:62:7 environments.production.regions.us-west-2.recovery: is missing; a region of production sites needs a recovery region; add it, or record an exception to DR-02 for 'production/us-west-2'",
    ],
  },
  'replication to nowhere': {
    edits: { 'platform.yaml': both(withoutRecovery, exception('production/us-west-2', '2027-01-31')) },
    problems: [
      "config/sites/saguaro-field-services.yaml:12:5 sites.saguaro-field-services.options[1]: 'database-replication' has nowhere to go; us-west-2 has no recovery region in production; add one there or remove the option",
    ],
  },
  'an exception that has expired': {
    edits: { 'platform.yaml': both(withoutRecovery, exception('production/us-west-2', '2026-11-22')), ...unreplicated },
    problems: [
      "config/platform.yaml:214:14 exceptions[0].expires: '2026-11-22' has come: the exception to DR-02 for 'production/us-west-2' holds no longer; a date after 2026-11-22 is allowed; end the exception or have it approved anew",
    ],
  },
  'an exception that is not needed': {
    edits: { 'platform.yaml': exception('production/us-west-2', '2027-01-31') },
    problems: [
      "config/platform.yaml:215:14 exceptions[0].subject: 'production/us-west-2' has a recovery region; an exception to DR-02 is for one without; remove it",
    ],
  },
  'an exception where no production site is': {
    edits: { 'platform.yaml': exception('test/us-west-2', '2027-01-31') },
    problems: [
      "config/platform.yaml:215:14 exceptions[0].subject: 'test/us-west-2' hosts no production sites; only their regions need an exception to DR-02; remove it",
    ],
  },
  'an exception for nothing': {
    edits: { 'platform.yaml': exception('goldhill', '2027-01-31', 'TN-11') },
    problems: [
      "config/platform.yaml:215:14 exceptions[0].subject: 'goldhill' is not in the config; <environment>/<region> or a site that is may stand here; correct or remove the exception",
    ],
  },
  'a time zone of a region that nobody knows': {
    edits: { 'platform.yaml': replace('timeZone: Europe/Berlin', 'timeZone: Europe/Berlni') },
    problems: [
      "config/platform.yaml:73:19 environments.production.regions.eu-central-1.timeZone: 'Europe/Berlni' is not a time zone; names of the IANA list such as Australia/Sydney are; did you mean 'Europe/Berlin'?",
    ],
  },
});
