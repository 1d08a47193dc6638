import { append, describeBroken, replace } from './broken-config';

/** The example without its list of personal data. */
const unmasked = (text: string) => text.replace(/^masking:\n(  - .*\n)+/m, '');

describeBroken('masks that hide nothing or contradict each other', {
  'sites that ask for masks where the platform names no column': {
    edits: { 'platform.yaml': unmasked },
    problems: ['ironbark-estate', 'lakeshore-cooperative', 'lindenhof-keller'].map(
      (site) =>
        `config/sites/${site}.yaml:9:13 sites.${site}.maskCopies: true has nothing to mask; 'masking' in platform.yaml names no column; list the personal data there or set false`,
    ),
  },
  'a column with two masks': {
    edits: { 'platform.yaml': append('  - { table: public.contact, column: notes, mask: name }\n') },
    problems: [
      "config/platform.yaml:213:38 masking[13].column: 'notes' of public.contact is listed twice; a column has one mask; remove one",
    ],
  },
  'a table without its schema': {
    edits: { 'platform.yaml': replace('table: public.address', 'table: address') },
    problems: [
      "config/platform.yaml:206:14 masking[6].table: 'address' must be schema.table (Table of the application with its schema, such as public.contact); correct it",
    ],
  },
  'a mask that nobody knows': {
    edits: { 'platform.yaml': replace('column: email, mask: email', 'column: email, mask: mail') },
    problems: [
      "config/platform.yaml:201:51 masking[1].mask: 'mail' is not allowed; date, email, name, null, phone, text are; did you mean 'email'?",
    ],
  },
  'a null that YAML takes for nothing': {
    edits: { 'platform.yaml': replace("mask: 'null'", 'mask: null') },
    problems: [
      "config/platform.yaml:212:68 masking[12].mask: is empty; one of date, email, name, null, phone, text is expected; write it in quotes: 'null'",
    ],
  },
  'a yes where true belongs': {
    edits: { 'sites/lindenhof-keller.yaml': replace('maskCopies: true', 'maskCopies: yes') },
    problems: [
      "config/sites/lindenhof-keller.yaml:9:13 sites.lindenhof-keller.maskCopies: 'yes' is text; true or false is expected (Mask personal data in the copies of this site, before it leaves production (D20)); correct it",
    ],
  },
});

describeBroken('an application without a version', {
  'one that YAML takes for a number': {
    edits: { 'platform.yaml': replace("applicationVersion: '7.4.1'", 'applicationVersion: 7.4') },
    problems: [
      'config/platform.yaml:40:25 environments.production.applicationVersion: 7.4 is a number; text is expected (Version of the hosted application that runs here; every backup records it (BK-03)); put it in quotes',
    ],
  },
  'none at all': {
    edits: { 'platform.yaml': replace("    applicationVersion: '7.4.1'\n", '') },
    problems: [
      'config/platform.yaml:36:3 environments.production.applicationVersion: is missing; text is expected (Version of the hosted application that runs here; every backup records it (BK-03)); add it',
    ],
  },
});
