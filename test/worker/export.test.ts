import { buffer } from 'node:stream/consumers';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { Client } from 'pg';
import { STYLES } from '../../worker/export/cells';
import type { JobSite } from '../../worker/job';
import type { SiteExported } from '../../worker/operations/export';
import { SiteWork } from '../../worker/site-work';
import type { Bucket } from '../../worker/storage/bucket';
import { CELLAR, OTHERS } from './support/cellar';
import {
  exportShop,
  exportWith,
  fetchExport,
  makeExportBucket,
  readWorkbook,
  sha256,
  type Cell,
  type Unpacked,
} from './support/exports';
import { onboarded, run } from './support/operating';
import { HOME, World } from './support/world';

jest.setTimeout(60_000);

let world: World;
let bucket: Bucket;
let acme: JobSite;
let done: SiteExported;
let unpacked: Unpacked;
let sheets: Map<string, Map<string, Cell>>;

beforeAll(async () => {
  world = await World.start({ versioned: true });
  bucket = await makeExportBucket(world);
  acme = await onboarded(world, 'acme-wines');
  await world.sql(world.homeServer, CELLAR, 'acme-wines');
  await world.sql(world.homeServer, OTHERS, 'acme-wines');
  await world.attach('acme-wines', '../../etc/passwd', 'out');
  await world.attach('acme-wines', 'PHOTO.jpg', 'another photo');
  await world.attach('acme-wines', 'big.bin', 'x'.repeat(1_500_000));
  done = await exportNow('first');
  unpacked = await fetchExport(bucket, done);
  sheets = await readWorkbook(unpacked.file('acme-wines.xlsx'));
});
afterAll(() => world.stop());

function exportNow(operation: string): Promise<SiteExported> {
  return run(exportShop(world, acme), acme, 'export', '--operation', operation) as Promise<SiteExported>;
}

/** Rows of a table as the server writes them, in the session that an export has. */
async function rowsInDatabase(table: string): Promise<(string | null)[][]> {
  const client = new Client({ ...world.homeServer.client('acme-wines'), types: { getTypeParser: () => String } });
  await client.connect();
  try {
    await client.query(
      `SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = iso_8601; SET bytea_output = hex`,
    );
    return (await client.query<(string | null)[]>({ text: `SELECT * FROM ${table}`, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

/** Takes away the apostrophe that an export puts in front. */
function asWritten(value: string | null): string | null {
  return value !== null && /^'+[=+\-@\t\r\n＝＋＠－]/.test(value) ? value.slice(1) : value;
}

function inOrder(rows: (string | null)[][]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

function cellarCell(address: string): Cell | undefined {
  return sheets.get('wine.cellar')?.get(address);
}

describe('an export', () => {
  test('is one zip, whose manifest comes last and says what is in it (TN-10)', () => {
    const { manifest, files } = unpacked;

    expect([...files.keys()].at(-1)).toBe('manifest.json');
    const listed = [...manifest.tables, manifest.workbook, ...manifest.largeObjects, ...manifest.attachments];
    expect(listed.map(({ file }) => file)).toEqual([...files.keys()].slice(0, -1));
    for (const { file, bytes, sha256: digest } of listed) {
      expect({ file, bytes: unpacked.file(file).length, sha256: sha256(unpacked.file(file)) }).toEqual({
        file,
        bytes,
        sha256: digest,
      });
    }
    expect(manifest).toMatchObject({ format: 1, site: 'acme-wines', operation: 'first', snapshotAt: done.snapshotAt });
  });

  test('tells what it made', async () => {
    const zip = await buffer(await bucket.getStream(done.export));

    expect(done).toMatchObject({
      export: 'acme-wines/first/acme-wines-export.zip',
      bytes: zip.length,
      sha256: sha256(zip),
      tables: 9,
      rows: 860,
      attachments: 5,
      snapshotAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  test("is encrypted with the site's key", async () => {
    const object = new HeadObjectCommand({ Bucket: bucket.name, Key: done.export });
    const key = await new SiteWork(world.shop([acme]), acme).key(HOME);

    const { ServerSideEncryption, SSEKMSKeyId } = await world.clients.s3(HOME).send(object);

    expect({ ServerSideEncryption, SSEKMSKeyId }).toEqual({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key?.arn });
  });

  test('has every table once, a partitioned one with all rows of its partitions', () => {
    expect(unpacked.manifest.tables.map(({ name, kind, rows }) => `${kind} ${name}: ${rows}`)).toEqual([
      'table public.Odd/../name "x": 0',
      'materialized view public.ages: 50',
      'table public.columnless: 2',
      'table public.member: 500',
      'table public.note: 1',
      'table public.person: 1',
      'table public.winemaker: 1',
      'partitioned table wine.barrel: 300',
      'table wine.cellar: 5',
    ]);
    expect(unpacked.manifest.leftOut).toEqual([
      { name: 'public.never', kind: 'materialized view', why: 'it has never been filled' },
    ]);
  });

  test('has the attachments and large objects, under names that can be unpacked anywhere', () => {
    expect(unpacked.manifest.attachments.map(({ name, file }) => [name, file])).toEqual([
      ['../../etc/passwd', 'attachments/__/__/etc/passwd'],
      ['PHOTO.jpg', 'attachments/PHOTO.jpg'],
      ['big.bin', 'attachments/big.bin'],
      ['labels/2019 Ünïcode+&.pdf', 'attachments/labels/2019 Ünïcode+&.pdf'],
      ['photo.jpg', 'attachments/photo (2).jpg'],
    ]);
    expect(unpacked.text('attachments/photo (2).jpg')).toBe('photo of acme-wines');
    expect(unpacked.text(unpacked.manifest.largeObjects[0]?.file ?? '')).toBe('a picture');
  });
});

describe('a CSV', () => {
  test.each([
    ['public.ages', 'ages'],
    ['public.member', 'member'],
    ['public.note', 'note'],
    ['public.person', 'ONLY person'],
    ['public.winemaker', 'winemaker'],
    ['wine.barrel', 'wine.barrel'],
    ['wine.cellar', 'wine.cellar'],
  ])('of %s has what the database has', async (name, table) => {
    const [header = [], ...rows] = unpacked.csv(name);

    expect(inOrder(rows.map((row) => row.map(asWritten)))).toEqual(inOrder(await rowsInDatabase(table)));
    expect(header.map(asWritten)).toEqual(unpacked.table(name).columns.map((column) => column.name));
  });

  test('tells NULL from an empty text', () => {
    expect(unpacked.text('tables/wine.cellar.csv')).toContain('"two\nlines,\r\n""quoted""\t\\N",      ,"",sad,');
    expect(unpacked.text('tables/wine.cellar.csv')).toContain('\n3,Ünïcode 𝄞 日本 ＝1,,,,');
  });

  test('puts an apostrophe before texts that begin like a formula, and changes nothing else', () => {
    const [, first = [], , , fourth = []] = unpacked.csv('wine.cellar');

    expect(first.slice(1, 7)).toEqual(["'=1+1", 'ab    ', "'+49 30", "'=merry", '-12.5000000000', '-9007199254740993']);
    expect(fourth.slice(1, 4)).toEqual(["''=already", "'-     ", "'\r"]);
  });
});

describe('the workbook', () => {
  test('has a sheet for each table, with the names of its columns', () => {
    expect([...sheets.keys()]).toEqual(unpacked.manifest.tables.flatMap((table) => table.sheets));
    expect(cellarCell('B1')).toMatchObject({ type: 'inlineStr', value: 'note' });
    expect(cellarCell('AD1')).toMatchObject({ type: 'inlineStr', value: "'=HYPERLINK" });
    expect(sheets.get('public.member')?.get('C501')?.value).toHaveLength(32);
  });

  test.each([
    ['a number', 'F2', { type: 'n', value: '-12.5000000000' }],
    ['a number of 15 digits', 'G3', { type: 'n', value: '123456789012345' }],
    ['a number of 19 places, 1 of them a digit', 'G5', { type: 'n', value: '1000000000000000000' }],
    ['a number of 16 digits as text', 'G2', { type: 'inlineStr', value: '-9007199254740993' }],
    ['a number of 30 digits as text', 'F3', { type: 'inlineStr', value: '12345678901234567890.0123456789' }],
    ['what is no number as text', 'F5', { type: 'inlineStr', value: 'NaN' }],
    ['infinity as text', 'H3', { type: 'inlineStr', value: 'Infinity' }],
    ['a fraction', 'H6', { type: 'n', value: '0.1' }],
    ['a truth value', 'I2', { type: 'b', value: '1' }],
    ['a date', 'J2', { type: 'n', value: '45351', style: STYLES.date }],
    ['a date before 1900 as text', 'J3', { type: 'inlineStr', value: '1899-12-31' }],
    ['a date before March 1900 as text', 'J6', { type: 'inlineStr', value: '1900-02-28' }],
    ['a date after 9999 as text', 'J5', { type: 'inlineStr', value: '10000-01-01' }],
    ['a time of a day', 'K2', { type: 'n', style: STYLES.timestampMilliseconds }],
    ['1 March 1900', 'K6', { type: 'n', value: '61', style: STYLES.timestamp }],
    ['microseconds as text', 'K3', { type: 'inlineStr', value: '2024-02-29 23:59:59.123456' }],
    ['a time before Christ as text', 'K5', { type: 'inlineStr', value: '0044-03-15 00:00:00 BC' }],
    ['a moment in UTC', 'L2', { type: 'n', style: STYLES.timestamptz }],
    ['an hour', 'M2', { type: 'n', style: STYLES.time }],
    ['midnight at the end of a day as text', 'M3', { type: 'inlineStr', value: '24:00:00' }],
    ['an empty text', 'D3', { type: 'inlineStr', value: '' }],
    ['what XML has a meaning for', 'B6', { type: 'inlineStr', value: '_x0041_ \u0001 <&>' }],
    ['line ends and quotes', 'B3', { type: 'inlineStr', value: 'two\nlines,\r\n"quoted"\t\\N' }],
    ['blanks at the end', 'C2', { type: 'inlineStr', value: 'ab    ' }],
    ['an address without a mask', 'X2', { type: 'inlineStr', value: '10.0.0.1' }],
    ['a formula as text', 'B2', { type: 'inlineStr', value: "'=1+1" }],
  ])('shows %s', (_, address, expected) => {
    expect(cellarCell(address)).toMatchObject(expected);
  });

  test.each([
    ['K2', '2024-02-29T23:59:59.999Z'],
    ['L2', '2024-02-29T21:59:59.000Z'],
    ['L5', '1969-07-20T20:17:40.500Z'],
    ['M2', '1899-12-30T12:34:56.000Z'],
    ['M5', '1899-12-30T00:00:00.250Z'],
  ])('has in %s the days from the end of 1899 to %s', (address, moment) => {
    const days = Number(cellarCell(address)?.value);

    expect(new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86_400_000)).toISOString()).toBe(moment);
  });

  test('has no cell for NULL', () => {
    expect(cellarCell('C4')).toBeUndefined();
    expect([...(sheets.get('wine.cellar')?.keys() ?? [])].filter((address) => /\D4$/.test(address))).toEqual([
      'A4',
      'B4',
      'AB4',
      'AC4',
    ]);
  });

  test('has in each cell of text what the CSV has', () => {
    const rows = unpacked.csv('wine.cellar');
    for (const [address, { type, value }] of sheets.get('wine.cellar') ?? []) {
      const [, letters = '', number] = /^([A-Z]+)(\d+)$/.exec(address) ?? [];
      const column = [...letters].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;
      if (type === 'inlineStr') expect([address, value]).toEqual([address, rows[Number(number) - 1]?.[column]]);
    }
  });

  test('and the CSV: the manifest says what was changed, and how often', () => {
    const changes = unpacked.table('wine.cellar').changes.map(({ column, change, values }) => [column, change, values]);

    expect(changes).toEqual(
      expect.arrayContaining([
        ['note', 'neutralised', 2],
        ['=HYPERLINK', 'neutralised', 2],
        ['remark', 'neutralised', 1],
        ['price', 'text', 2],
        ['day', 'text', 3],
      ]),
    );
    expect(changes.map(([column]) => column)).not.toContain('record');
    expect(unpacked.manifest.notes.join()).toContain('apostrophe');
  });

  test('goes on in further sheets, and cuts long texts, where Excel ends', async () => {
    const small = await exportWith(world, acme, 'small', { rows: 201, characters: 20 });
    const reader = await fetchExport(bucket, small);
    const workbook = await readWorkbook(reader.file('acme-wines.xlsx'));

    expect(reader.table('public.member').sheets).toEqual(['public.member', 'public.member (2)', 'public.member (3)']);
    const ids = reader
      .table('public.member')
      .sheets.flatMap((sheet) => [...(workbook.get(sheet) ?? [])].filter(([address]) => /^A(?!1$)/.test(address)))
      .map(([, { value }]) => Number(value));
    expect(ids.sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    expect(workbook.get('public.member (3)')?.get('A101')).toBeDefined();
    expect(workbook.get('public.member (3)')?.get('A102')).toBeUndefined();
    expect(workbook.get('public.member (2)')?.get('A1')?.value).toBe('id');
    expect(reader.table('public.member').changes).toEqual([
      expect.objectContaining({ column: 'name', change: 'cut', values: 500 }),
    ]);
    expect(workbook.get('public.member')?.get('C2')?.value).toHaveLength(20);
    expect(reader.csv('public.member').every(([, , name], index) => index === 0 || name?.length === 32)).toBe(true);
  });
});

test('an export of a site without a table is a workbook with an empty sheet', async () => {
  const empty = world.site('empty');
  await run(world.shop([empty]), empty, 'onboard');

  const nothing = await fetchExport(bucket, await exportWith(world, empty, 'nothing'));

  expect([...nothing.files.keys()]).toEqual(['empty.xlsx', 'manifest.json']);
  expect([...(await readWorkbook(nothing.file('empty.xlsx'))).keys()]).toEqual(['No tables']);
  expect(nothing.manifest).toMatchObject({ tables: [], attachments: [], largeObjects: [] });
});
