import { append, describeBroken, replace, write } from './broken-config';

describeBroken('files that are not sound YAML', {
  'a folder without platform.yaml': {
    edits: { 'platform.yaml': null },
    problems: ['config/platform.yaml There is no such file; it is required; create it'],
  },
  'a folder without sites': {
    edits: { sites: null, 'placement.yaml': write('{}') },
    problems: [
      "config/platform.yaml:250:11 delivery.scan.site: 'ironbark-estate-test' is no site; none outside production may be scanned; choose one",
      'config/sites There is no such folder; one file for each site is expected in it; create it',
    ],
  },
  'a file among the sites that would be ignored': {
    edits: { 'sites/Acme.yml': write('name: Acme') },
    problems: [
      "config/sites/Acme.yml 'Acme.yml' is not the file of a site; <site>.yaml is, with 2 to 32 lower-case letters, digits and hyphens; rename or remove it",
    ],
  },
  'a syntax error': {
    edits: { 'sites/quinta-da-serra.yaml': replace('residency: european-union', 'residency: [european-union') },
    problems: [
      'config/sites/quinta-da-serra.yaml:8:1 sites.quinta-da-serra: Flow sequence in block collection must be sufficiently indented and end with a ]; valid YAML is expected; correct the file',
    ],
  },
  'a tab for indentation': {
    edits: { 'sites/swanview-plumbing.yaml': replace('  - development-site', '\t- development-site') },
    problems: [
      'config/sites/swanview-plumbing.yaml:11:1 sites.swanview-plumbing: Tabs are not allowed as indentation; valid YAML is expected; correct the file',
    ],
  },
  'a key that is there twice': {
    edits: { 'sites/quinta-da-serra.yaml': append('package: 5gb\n') },
    problems: [
      'config/sites/quinta-da-serra.yaml:10:1 sites.quinta-da-serra: Map keys must be unique; valid YAML is expected; correct the file',
    ],
  },
  'an empty file': {
    edits: { 'sites/quinta-da-serra.yaml': write('') },
    problems: [
      'config/sites/quinta-da-serra.yaml:1:1 sites.quinta-da-serra: is empty; a mapping is expected; fill it in or remove it',
    ],
  },
  'a list where a mapping belongs': {
    edits: { 'sites/quinta-da-serra.yaml': write('- name: Quinta da Serra\n') },
    problems: [
      'config/sites/quinta-da-serra.yaml:1:1 sites.quinta-da-serra: a list; a mapping is expected; correct it',
    ],
  },
  'aliases that grow without bound': {
    edits: {
      'sites/quinta-da-serra.yaml': write(
        [
          'a: &a [x, x, x, x, x, x, x, x, x, x]',
          'b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]',
          'c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]',
          'd: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]',
        ].join('\n'),
      ),
    },
    problems: [
      'config/sites/quinta-da-serra.yaml:1:1 sites.quinta-da-serra: Excessive alias count indicates a resource exhaustion attack; a few aliases at most are expected; write the values out',
    ],
  },
  'a tag that means nothing here': {
    edits: { 'sites/quinta-da-serra.yaml': replace('package: 1gb', 'package: !package 1gb') },
    problems: [
      'config/sites/quinta-da-serra.yaml:8:10 sites.quinta-da-serra: Unresolved tag: !package; valid YAML is expected; correct the file',
    ],
  },
});
