import { S3Client } from '@aws-sdk/client-s3';
import { assert, property, string, array, constantFrom } from 'fast-check';
import { cellOf, Changes, EXCEL, escaped } from '../../worker/export/cells';
import { kindOf, type Column } from '../../worker/export/columns';
import { FileNames } from '../../worker/export/file-names';
import { isFormula, neutralised } from '../../worker/export/formula';
import { linkTo, withoutLink } from '../../worker/export/link';
import { columnLetters, SheetNames } from '../../worker/export/sheets';
import { Bucket } from '../../worker/storage/bucket';

describe('names of files', () => {
  test.each([
    ['a/b.pdf', 'a/b.pdf'],
    ['/etc/passwd', '_/etc/passwd'],
    ['../../x', '__/__/x'],
    ['a/./b', 'a/_/b'],
    ['a//b', 'a/_/b'],
    ['folder/', 'folder/_'],
    ['C:\\x', 'C__x'],
    ['con', '_con'],
    ['aux.txt', '_aux.txt'],
    ['what?.pdf', 'what_.pdf'],
    ['ends with a dot.', 'ends with a dot_'],
    ['line\nend', 'line_end'],
    ['Ünïcode 日本.pdf', 'Ünïcode 日本.pdf'],
  ])('%j becomes %j', (name, file) => {
    expect(new FileNames().unique(name)).toBe(file);
  });

  test('never meet where capitals do not count, nor does a file meet a directory', () => {
    const names = new FileNames();

    expect(['a.txt', 'A.txt', 'dir', 'dir/x', 'DIR/X', 'e/f', 'e'].map((name) => names.unique(name))).toEqual([
      'a.txt',
      'A (2).txt',
      'dir',
      'dir (2)/x',
      'DIR (2)/X (2)',
      'e/f',
      'e (2)',
    ]);
  });

  test('are no longer than file systems take, and keep their endings', () => {
    const names = new FileNames();
    const files = ['ä'.repeat(300) + '.pdf', 'ä'.repeat(301) + '.pdf'].map((name) => names.unique(name));

    expect(files.map((file) => Buffer.byteLength(file) <= 255 && file.endsWith('.pdf'))).toEqual([true, true]);
    expect(new Set(files).size).toBe(2);
  });

  test('can be unpacked whatever they are made of', () => {
    const parts = array(constantFrom('..', '.', '/', '\\', 'a', 'A', ' ', ':', 'nul', '\u0000', 'é', 'é'), {
      maxLength: 8,
    });
    assert(
      property(array(parts, { maxLength: 8 }), (paths) => {
        const names = new FileNames();
        const files = paths.map((path) => names.unique(path.join('')));
        const folded = files.map((file) => file.normalize('NFC').toLowerCase());
        expect(new Set(folded).size).toBe(files.length);
        for (const file of folded) {
          expect(file).toMatch(/^[^/\\:\0]+(\/[^/\\:\0]+)*$/);
          expect(file.split('/')).not.toEqual(expect.arrayContaining([expect.stringMatching(/^\.{1,2}$|[. ]$/)]));
          expect(folded.some((other) => other.startsWith(`${file}/`))).toBe(false);
        }
      }),
    );
  });
});

describe('names of sheets', () => {
  test.each([
    ['public.member', 1, 'public.member'],
    ['public.member', 2, 'public.member (2)'],
    ['a[1]:*?/\\b', 1, 'a_1______b'],
    [`'quoted'`, 1, '_quoted_'],
    ['History', 1, 'History (2)'],
    ['x'.repeat(40), 1, 'x'.repeat(31)],
    ['x'.repeat(40), 12, `${'x'.repeat(26)} (12)`],
    [`${'x'.repeat(30)}𝄞`, 1, 'x'.repeat(30)],
  ])('%j, part %d, becomes %j', (table, part, name) => {
    expect(new SheetNames().unique(table, part)).toBe(name);
  });

  test('never meet, whatever their capitals', () => {
    const names = new SheetNames();

    expect([names.unique('a.T', 1), names.unique('a.t', 1), names.unique('a.t', 2)]).toEqual([
      'a.T',
      'a.t (2)',
      'a.t (3)',
    ]);
  });
});

describe('a formula', () => {
  test.each(['=1', '+1', '-1', '@x', '\tx', '\rx', '\nx', '＝1', "'=1", "''-"])('is seen in %j', (text) => {
    expect(neutralised(text)).toBe(`'${text}`);
  });

  test.each(['', 'x=1', ' =1', "'x", '1-1', '"=1'])('is not seen in %j', (text) => {
    expect(neutralised(text)).toBe(text);
  });

  test('can be had back', () => {
    const texts = array(constantFrom("'", '=', '-', 'a', '\t'), { maxLength: 5 });
    assert(
      property(texts, (characters) => {
        const text = characters.join('');
        const safe = neutralised(text);
        expect(isFormula(safe) ? safe.slice(1) : safe).toBe(text);
      }),
    );
  });
});

function column(base: string, category: string, builtin = true): Column {
  return { name: 'c', type: base, base, builtin, category };
}

test.each([
  ['text', 'S', true, 'text'],
  ['citext', 'S', false, 'text'],
  ['mood', 'E', false, 'text'],
  ['xml', 'U', true, 'text'],
  ['regoper', 'N', true, 'text'],
  ['int4', 'C', false, 'plain'],
  ['hstore', 'U', false, 'text'],
  ['_text', 'A', true, 'plain'],
  ['jsonb', 'U', true, 'plain'],
  ['numeric', 'N', true, 'decimal'],
] as const)('a column of %s, category %s, own of PostgreSQL: %s, is %s', (base, category, builtin, kind) => {
  expect(kindOf(column(base, category, builtin))).toBe(kind);
});

describe('a cell', () => {
  const cell = (value: string, characters = 4) => {
    const changes = new Changes();
    const xml = cellOf(column('text', 'S'), { ...EXCEL, characters }, changes)('A1', value);
    const text = />([^<]*)<\/t>/.exec(xml)?.[1];
    return { text, changes: changes.all.map(({ change }) => change) };
  };

  test.each([
    ['abcd', { text: 'abcd', changes: [] }],
    ['abcde', { text: 'abcd', changes: ['cut'] }],
    ['abc𝄞', { text: 'abc', changes: ['cut'] }],
    ['=abc', { text: "'=ab", changes: ['neutralised', 'cut'] }],
  ])('of 4 characters shows %j as %j', (value, shown) => {
    expect(cell(value)).toEqual(shown);
  });

  test('holds any text as XML', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 20 }), (text) => {
        const xml = escaped(text);
        expect(xml).not.toMatch(/[<>\x00-\x08\x0B-\x1F\uFFFE\uFFFF]|&(?!amp;|lt;|gt;)/);
        const back = xml
          .replace(/&(amp|lt|gt);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>' })[name] ?? '')
          .replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
        expect(back).toBe(text);
      }),
    );
  });

  test.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [701, 'ZZ'],
    [702, 'AAA'],
    [1599, 'BIN'],
  ])('in column %d is in %s', (index, letters) => {
    expect(columnLetters(index)).toBe(letters);
  });
});

describe('a link', () => {
  const now = new Date('2026-03-07T12:00:00Z');
  const linkWith = (expiration?: Date) => {
    const credentials = () => Promise.resolve({ accessKeyId: 'id', secretAccessKey: 'secret', expiration });
    const s3 = new S3Client({ region: 'eu-central-1', credentials });
    return linkTo(new Bucket(s3, 'eu-central-1', 'exports'), 'a/b/a-export.zip', 'a-export.zip', now);
  };

  test('lasts four hours', async () => {
    const { link, linkValidUntil } = await linkWith();

    expect(linkValidUntil).toBe('2026-03-07T16:00:00.000Z');
    expect(new URL(link).searchParams.get('X-Amz-Expires')).toBe('14400');
  });

  test('claims to last no longer than the credentials that signed it', async () => {
    const { link, linkValidUntil } = await linkWith(new Date('2026-03-07T13:30:00Z'));

    expect(linkValidUntil).toBe('2026-03-07T13:30:00.000Z');
    expect(new URL(link).searchParams.get('X-Amz-Expires')).toBe('5400');
  });

  test('is taken out of an outcome for a log, and nothing else is', () => {
    const done = { site: 'a', outcome: 'done' as const, result: { link: 'https://…', rows: 3 } };

    expect(withoutLink(done)).toEqual({ ...done, result: { link: 'in the outcomes of this run', rows: 3 } });
    expect(withoutLink({ ...done, result: { rows: 3 } })).toEqual({ ...done, result: { rows: 3 } });
  });
});
