import { LAST_LINE, append, both, describeBroken, lineOf, replace } from './broken-config';

describeBroken('values that do not fit the schema', {
  'a misspelt key': {
    edits: { 'sites/cumbre-alta.yaml': replace('timeZone:', 'timezone:') },
    problems: [
      'config/sites/cumbre-alta.yaml:2:1 sites.cumbre-alta.timeZone: is missing; text is expected (IANA time zone; backups run at 04:00 in it (BK-01)); add it',
      "config/sites/cumbre-alta.yaml:5:1 sites.cumbre-alta.timezone: 'timezone' is not known here; customGb, customer, hostName, legalHold, maskCopies, name, noticeContact, options, package, recoveryPriority, region, residency, timeZone are; did you mean 'timeZone'?",
    ],
  },
  'a key that is nowhere near any': {
    edits: { 'platform.yaml': append('colour: green\n') },
    problems: [
      `config/platform.yaml:${LAST_LINE + 1}:1 colour: 'colour' is not known here; access, bans, company, contacts, delivery, domain, environments, escalation, exceptions, identity, incidents, integrations, masking, name, privacy, residencies, runbookUrl, securityTxt, staff, subProcessors are; remove it`,
    ],
  },
  'a misspelt option': {
    edits: { 'sites/leeside-lifts.yaml': replace('- database-replication', '- databse-replication') },
    problems: [
      "config/sites/leeside-lifts.yaml:11:5 sites.leeside-lifts.options[0]: 'databse-replication' is not allowed; daily-attachments, daily-attachments-to-5gb, database-replication, dedicated-server, development-site, monthly-for-a-year, test-site, training-site, twice-daily, yearly-for-seven-years are; did you mean 'database-replication'?",
    ],
  },
  'a package that is not sold': {
    edits: { 'sites/cumbre-alta.yaml': replace('package: 1gb', 'package: 100 TB') },
    problems: [
      "config/sites/cumbre-alta.yaml:8:10 sites.cumbre-alta.package: '100 TB' is not allowed; 1gb, 20gb, 5gb, custom are; choose one",
    ],
  },
  'a missing key': {
    edits: { 'sites/cumbre-alta.yaml': replace('region: us-west-2\n', '') },
    problems: [
      'config/sites/cumbre-alta.yaml:2:1 sites.cumbre-alta.region: is missing; text is expected (Home region); add it',
    ],
  },
  'a missing mapping of platform.yaml': {
    edits: { 'platform.yaml': replace('  policyUrl: https://www.vinefield.example/security/disclosure\n', '') },
    problems: ['config/platform.yaml:12:1 securityTxt.policyUrl: is missing; text is expected; add it'],
  },
  'an empty value': {
    edits: { 'sites/cumbre-alta.yaml': replace('name: Bodega Cumbre Alta', 'name:') },
    problems: [
      'config/sites/cumbre-alta.yaml:3:6 sites.cumbre-alta.name: is empty; text is expected (Display name); fill it in or remove it',
    ],
  },
  'an account number without quotes': {
    edits: { 'platform.yaml': replace("'333333333333'", '333333333333') },
    problems: [
      'config/platform.yaml:118:14 environments.development.account: 333333333333 is a number; text is expected; put it in quotes',
    ],
  },
  'a number written as text': {
    edits: { 'sites/saguaro-field-services.yaml': replace('customGb: 400', "customGb: '400'") },
    problems: [
      "config/sites/saguaro-field-services.yaml:9:11 sites.saguaro-field-services.customGb: '400' is text; a number is expected (Size limit in GB of a `custom` package. Default: none, and required with `custom`); remove the quotes",
    ],
  },
  'a fraction of a gigabyte': {
    edits: { 'sites/saguaro-field-services.yaml': replace('customGb: 400', 'customGb: 40.5') },
    problems: [
      'config/sites/saguaro-field-services.yaml:9:11 sites.saguaro-field-services.customGb: 40.5 is not a whole number (Size limit in GB of a `custom` package. Default: none, and required with `custom`); correct it',
    ],
  },
  'a custom package that a smaller one covers': {
    edits: { 'sites/saguaro-field-services.yaml': replace('customGb: 400', 'customGb: 12') },
    problems: [
      'config/sites/saguaro-field-services.yaml:9:11 sites.saguaro-field-services.customGb: 12 must be 21 or more (Size limit in GB of a `custom` package. Default: none, and required with `custom`); correct it',
    ],
  },
  'a single web server': {
    edits: { 'platform.yaml': replace('minInstances: 3', 'minInstances: 1') },
    problems: [
      'config/platform.yaml:46:21 environments.production.web.minInstances: 1 must be 2 or more: one server is a single point of failure (DR-10); correct it',
    ],
  },
  'two zones': {
    edits: { 'platform.yaml': replace('[eu-west-1a, eu-west-1b, eu-west-1c]', '[eu-west-1a, eu-west-1b]') },
    problems: [
      'config/platform.yaml:81:18 environments.production.regions.eu-central-1.recovery.zones: a list of 2 must name exactly three availability zones (Three availability zones of the region, by name: synth looks nothing up (AV-01)); correct it',
    ],
  },
  'a session of a day': {
    edits: { 'platform.yaml': replace('sessionMinutes: 30', 'sessionMinutes: 1440') },
    problems: [
      'config/platform.yaml:26:91 staff.roles[2].sessionMinutes: 1440 must be 60 or less (Length of a session in minutes, an hour at most (ID-07)); correct it',
    ],
  },
  'an address that is none': {
    edits: { 'platform.yaml': replace('email: cto@vinefield.example', 'email: cto') },
    problems: ["config/platform.yaml:19:46 escalation[2].email: 'cto' must be an e-mail address; correct it"],
  },
  'a date that does not exist': {
    edits: { 'sites/goldhill-vineyards.yaml': replace('2026-03-02', '2026-02-30') },
    problems: [
      "config/sites/goldhill-vineyards.yaml:14:10 sites.goldhill-vineyards.legalHold.since: '2026-02-30' must be a date such as '2027-06-30'; correct it",
    ],
  },
  'an exception without a proper reason': {
    edits: {
      'platform.yaml': append(
        "exceptions:\n  - { commitment: DR-02, subject: production/eu-central-1, reason: none, approvedBy: CTO, expires: '2027-01-01' }\n",
      ),
    },
    problems: [
      `config/platform.yaml:${LAST_LINE + 2}:68 exceptions[0].reason: 'none' must explain itself in at least 40 characters: an auditor reads it; correct it`,
    ],
  },
  'an environment with a name that AWS would refuse': {
    edits: { 'platform.yaml': replace('  development:\n', '  Dev_1:\n') },
    problems: [
      "config/platform.yaml:117:3 environments.Dev_1: 'Dev_1' must be lower-case letters, digits and hyphens; rename it",
    ],
  },
  'a yes where true belongs': {
    edits: { 'platform.yaml': replace('networkFirewall: true', 'networkFirewall: yes') },
    problems: [
      "config/platform.yaml:50:22 environments.production.networkFirewall: 'yes' is text; true or false is expected (Inspect egress with AWS Network Firewall (NW-10)); correct it",
    ],
  },
  'an environment whose key is renamed and nothing else': {
    edits: { 'platform.yaml': replace('  production:\n', '  live:\n') },
    problems: [
      "config/platform.yaml:24:58 staff.roles[0].environments[0]: 'production' is not an environment; development, live, test are; choose one",
      "config/platform.yaml:25:58 staff.roles[1].environments[0]: 'production' is not an environment; development, live, test are; choose one",
      "config/platform.yaml:26:56 staff.roles[2].environments[0]: 'production' is not an environment; development, live, test are; choose one",
      "config/platform.yaml:28:64 staff.roles[4].environments[0]: 'production' is not an environment; development, live, test are; choose one",
      `config/platform.yaml:${lineOf('  certificates:') + 2}:7 identity.certificates.production: 'production' is not an environment; development, live, test are; correct or remove it`,
      "config/placement.yaml:13:1 placement.production: 'production' is not an environment; development, live, test are; restore the environment or remove it here",
    ],
  },
  'options under a misspelt key, without blaming the placement': {
    edits: { 'sites/lakeshore-cooperative.yaml': replace('options:', 'option:') },
    problems: [
      "config/sites/lakeshore-cooperative.yaml:11:1 sites.lakeshore-cooperative.option: 'option' is not known here; customGb, customer, hostName, legalHold, maskCopies, name, noticeContact, options, package, recoveryPriority, region, residency, timeZone are; did you mean 'options'?",
    ],
  },
  'a value that would write to the terminal': {
    edits: { 'sites/cumbre-alta.yaml': replace('package: 1gb', 'package: "\\e[2J\\nok"') },
    problems: [
      "config/sites/cumbre-alta.yaml:8:10 sites.cumbre-alta.package: '\\u001b[2J\\nok' is not allowed; 1gb, 20gb, 5gb, custom are; choose one",
    ],
  },
  'a name that every object has': {
    edits: {
      'sites/cumbre-alta.yaml': replace('residency: united-states', 'residency: constructor'),
      'sites/goldhill-vineyards.yaml': replace('region: us-west-2', 'region: constructor'),
    },
    problems: [
      "config/sites/cumbre-alta.yaml:7:12 sites.cumbre-alta.residency: 'constructor' is not a residency; australia, european-union, united-states are; choose one",
      "config/sites/goldhill-vineyards.yaml:6:9 sites.goldhill-vineyards.region: 'constructor' is not a home region of production; ap-southeast-2, eu-central-1, us-west-2 are; choose one",
    ],
  },
  'a key that would reach the prototype': {
    edits: { 'sites/cumbre-alta.yaml': append('__proto__: { package: 20gb }\n') },
    problems: [
      "config/sites/cumbre-alta.yaml:10:1 sites.cumbre-alta.__proto__: '__proto__' is not known here; customGb, customer, hostName, legalHold, maskCopies, name, noticeContact, options, package, recoveryPriority, region, residency, timeZone are; remove it",
    ],
  },
  'a merge key, which YAML 1.2 does not have': {
    edits: { 'sites/cumbre-alta.yaml': append('<<: { package: 20gb }\n') },
    problems: [
      "config/sites/cumbre-alta.yaml:10:1 sites.cumbre-alta.<<: '<<' is not known here; customGb, customer, hostName, legalHold, maskCopies, name, noticeContact, options, package, recoveryPriority, region, residency, timeZone are; remove it",
    ],
  },
  'several mistakes in several files, all at once': {
    edits: {
      'platform.yaml': both(
        replace('m7g.xlarge, storageGb: 500', 'm7g.xlarge, storageGb: 5000'),
        append('colour: green\n'),
      ),
      'sites/cumbre-alta.yaml': replace('America/Argentina/Mendoza', 'America/Mendosa'),
      'sites/lindenhof-keller.yaml': replace('residency: european-union', 'residency: europe'),
      'sites/protea-crest.yaml': replace('package: 5gb', 'package: 6gb'),
    },
    problems: [
      'config/platform.yaml:43:77 environments.production.databaseServers.dedicated.maxStorageGb: 4000 is less than storageGb; 5000 or more is allowed; raise it or lower storageGb',
      `config/platform.yaml:${LAST_LINE + 1}:1 colour: 'colour' is not known here; access, bans, company, contacts, delivery, domain, environments, escalation, exceptions, identity, incidents, integrations, masking, name, privacy, residencies, runbookUrl, securityTxt, staff, subProcessors are; remove it`,
      "config/sites/cumbre-alta.yaml:5:11 sites.cumbre-alta.timeZone: 'America/Mendosa' is not a time zone; names of the IANA list such as Australia/Sydney are; did you mean 'America/Mendoza'?",
      "config/sites/lindenhof-keller.yaml:7:12 sites.lindenhof-keller.residency: 'europe' is not a residency; australia, european-union, united-states are; choose one",
      "config/sites/protea-crest.yaml:8:10 sites.protea-crest.package: '6gb' is not allowed; 1gb, 20gb, 5gb, custom are; choose one",
    ],
  },
});
