import { append, both, describeBroken, replace } from './broken-config';

describeBroken('sites that contradict the platform', {
  'a residency that is not there': {
    edits: { 'sites/cumbre-alta.yaml': replace('residency: united-states', 'residency: unitedstates') },
    problems: [
      "config/sites/cumbre-alta.yaml:7:12 sites.cumbre-alta.residency: 'unitedstates' is not a residency; australia, european-union, united-states are; did you mean 'united-states'?",
    ],
  },
  'a region outside the residency': {
    edits: { 'sites/cumbre-alta.yaml': replace('residency: united-states', 'residency: european-union') },
    problems: [
      "config/sites/cumbre-alta.yaml:6:9 sites.cumbre-alta.region: 'us-west-2' lies outside residency 'european-union'; eu-central-1, eu-west-1 lie inside; choose one of them",
    ],
  },
  'a region that production does not have': {
    edits: { 'sites/cumbre-alta.yaml': replace('region: us-west-2', 'region: us-west-1') },
    problems: [
      "config/sites/cumbre-alta.yaml:6:9 sites.cumbre-alta.region: 'us-west-1' is not a home region of production; ap-southeast-2, eu-central-1, us-west-2 are; did you mean 'us-west-2'?",
    ],
  },
  'a time zone in the wrong case': {
    edits: { 'sites/cumbre-alta.yaml': replace('America/Argentina/Mendoza', 'america/argentina/mendoza') },
    problems: [
      "config/sites/cumbre-alta.yaml:5:11 sites.cumbre-alta.timeZone: 'america/argentina/mendoza' is not a time zone; names of the IANA list such as Australia/Sydney are; did you mean 'America/Argentina/Mendoza'?",
    ],
  },
  'a time zone that is an abbreviation': {
    edits: { 'sites/cumbre-alta.yaml': replace('America/Argentina/Mendoza', 'EST') },
    problems: [
      "config/sites/cumbre-alta.yaml:5:11 sites.cumbre-alta.timeZone: 'EST' is not a time zone; names of the IANA list such as Australia/Sydney are; choose one",
    ],
  },
  'a host name that another site has': {
    edits: { 'sites/ironbark-hunter.yaml': replace('ironbark-hunter.au', 'ironbark.au') },
    problems: [
      "config/sites/ironbark-hunter.yaml:5:11 sites.ironbark-hunter.hostName: 'ironbark.au.vinefield.example' of ironbark-hunter is the host name of ironbark-estate already; each site has one of its own; change one of them",
    ],
  },
  'a host name two labels below the domain': {
    edits: { 'sites/cumbre-alta.yaml': replace('cumbre-alta.us.', 'www.cumbre-alta.us.') },
    problems: [
      "config/sites/cumbre-alta.yaml:4:11 sites.cumbre-alta.hostName: 'www.cumbre-alta.us.vinefield.example' is not one label below the domain of us-west-2; names such as www.us.vinefield.example are; change it",
    ],
  },
  'a label that leaves no room for the companion': {
    edits: { 'sites/swanview-plumbing.yaml': replace('hostName: swanview.', `hostName: ${'swanview'.repeat(7)}.`) },
    problems: [
      "config/sites/swanview-plumbing.yaml:4:11 sites.swanview-plumbing.hostName: 'swanviewswanviewswanviewswanviewswanviewswanviewswanview' is too long for a development site, whose label is 'swanviewswanviewswanviewswanviewswanviewswanviewswanview-development'; 51 characters are allowed; shorten it",
    ],
  },
  'an id that a companion of another site has': {
    edits: {
      'sites/ironbark-estate-test.yaml': () =>
        [
          'customer: ironbark-wines',
          'name: A trial of Ironbark',
          'hostName: trial.au.vinefield.example',
          'timeZone: Australia/Adelaide',
          'region: ap-southeast-2',
          'residency: australia',
          'package: 1gb',
        ].join('\n'),
    },
    problems: [
      "config/platform.yaml:250:11 delivery.scan.site: 'ironbark-estate-test' is a production site; one that is not is scanned; choose a copy such as ironbark-estate-development",
      "config/sites/ironbark-estate-test.yaml:1:1 sites.ironbark-estate-test: 'ironbark-estate-test' is the id of the test site of ironbark-estate; ids are used once; rename this site's file",
    ],
  },
  'an id that leaves no room for the companion': {
    edits: {
      'sites/vineyards-of-karri-valley-no-two.yaml': () =>
        [
          'customer: karri-valley',
          'noticeContact: privacy@karri-valley.example',
          'name: Karri Valley',
          'hostName: karri-valley.au.vinefield.example',
          'timeZone: Australia/Perth',
          'region: ap-southeast-2',
          'residency: australia',
          'package: 1gb',
          'options: [test-site, development-site]',
        ].join('\n'),
      'placement.yaml': both(
        replace('- swanview-plumbing\n', '- swanview-plumbing\n        - vineyards-of-karri-valley-no-two\n'),
        replace(
          '- swanview-plumbing-development\n',
          '- swanview-plumbing-development\n        - vineyards-of-karri-valley-no-two-development\n',
        ),
        replace(
          '- top-end-refrigeration-training\n',
          '- top-end-refrigeration-training\n        - vineyards-of-karri-valley-no-two-test\n',
        ),
      ),
    },
    problems: [
      "config/sites/vineyards-of-karri-valley-no-two.yaml:9:22 sites.vineyards-of-karri-valley-no-two.options[1]: 'development-site' makes a site 'vineyards-of-karri-valley-no-two-development', whose id is too long; with it a site's id has 29 characters at most; remove the option or, before the site is onboarded, shorten the name of its file",
    ],
  },
  'a development site where the residency has no development region': {
    edits: { 'sites/lindenhof-keller.yaml': append('  - development-site\n') },
    problems: [
      "config/sites/lindenhof-keller.yaml:14:5 sites.lindenhof-keller.options[2]: 'development-site' needs a region of residency 'european-union' in environment development; that has ap-southeast-2; add the region there or remove the option",
    ],
  },
  'a training site where its region has no training environment': {
    edits: {
      'platform.yaml': replace(
        `      eu-central-1:
        timeZone: Europe/Berlin
        cidr: 10.34.0.0/16
        zones: [eu-central-1a, eu-central-1b, eu-central-1c]
        domain: eu-test.vinefield.example
        hostedZoneId: Z0EXAMPLETESTEU
`,
        '',
      ),
      'placement.yaml': replace(
        `  eu-central-1:
    shared-1:
      stack: data-1
      timeZone: Europe/Berlin
      sites:
        - lindenhof-keller-test
        - lindenhof-keller-training
`,
        '',
      ),
    },
    problems: [
      "config/sites/lindenhof-keller.yaml:12:5 sites.lindenhof-keller.options[0]: 'training-site' needs region eu-central-1 in environment test; that has ap-southeast-2, us-west-2; add the region there or remove the option",
      "config/sites/lindenhof-keller.yaml:13:5 sites.lindenhof-keller.options[1]: 'test-site' needs region eu-central-1 in environment test; that has ap-southeast-2, us-west-2; add the region there or remove the option",
    ],
  },
});

describeBroken('packages and options that contradict each other', {
  'two rules for daily attachments': {
    edits: { 'sites/saguaro-field-services.yaml': append('  - daily-attachments-to-5gb\n') },
    problems: [
      "config/sites/saguaro-field-services.yaml:17:5 sites.saguaro-field-services.options[5]: 'daily-attachments-to-5gb' contradicts 'daily-attachments', which has no limit; one of the two is allowed; remove the other",
    ],
  },
  'an option that is ordered twice': {
    edits: { 'sites/leeside-lifts.yaml': append('  - database-replication\n') },
    problems: [
      "config/sites/leeside-lifts.yaml:13:5 sites.leeside-lifts.options[2]: 'database-replication' is listed twice; once is enough; remove one",
    ],
  },
  'a custom package without a size': {
    edits: { 'sites/saguaro-field-services.yaml': replace('customGb: 400\n', '') },
    problems: [
      "config/sites/saguaro-field-services.yaml:2:1 sites.saguaro-field-services.customGb: is missing; the package 'custom' needs its size in GB, 21 or more; add it",
    ],
  },
  'a size beside a package that has one': {
    edits: { 'sites/cumbre-alta.yaml': replace('package: 1gb', 'package: 1gb\ncustomGb: 40') },
    problems: [
      "config/sites/cumbre-alta.yaml:9:11 sites.cumbre-alta.customGb: 40 has no meaning with the package '1gb'; it goes with 'custom' only; remove it or choose that package",
    ],
  },
  'a package too large for a shared server': {
    edits: { 'sites/cumbre-alta.yaml': replace('package: 1gb', 'package: custom\ncustomGb: 1200') },
    problems: [
      "config/sites/cumbre-alta.yaml:9:11 sites.cumbre-alta.customGb: 1200 GB are too much for cumbre-alta on a shared server of production; 1000 GB are allowed; order 'dedicated-server' or raise maxStorageGb in platform.yaml",
    ],
  },
  'a package too large for any server, and for that of its test site': {
    edits: { 'sites/saguaro-field-services.yaml': replace('customGb: 400', 'customGb: 4500') },
    problems: [
      'config/sites/saguaro-field-services.yaml:9:11 sites.saguaro-field-services.customGb: 4500 GB are too much for saguaro-field-services on a dedicated server of production; 4000 GB are allowed; raise maxStorageGb in platform.yaml',
      'config/sites/saguaro-field-services.yaml:9:11 sites.saguaro-field-services.customGb: 4500 GB are too much for saguaro-field-services-test on a shared server of test; 1000 GB are allowed; raise maxStorageGb in platform.yaml',
    ],
  },
});
