import { readFileSync } from 'node:fs';
import { ADA, People } from './support/people';
import { failureOf } from './support/operating';
import { sha256, parseCsv } from './support/exports';
import type { JobSite } from '../../worker/job';

jest.setTimeout(60_000);

let people: People;
let site: JobSite;

beforeAll(async () => {
  people = await People.start();
  site = await people.inhabited('acme');
});
afterAll(() => people.world.stop());

describe('what a person is given (TN-21)', () => {
  test('is every row of theirs, whole, and those that refer to one; nobody else is in it', async () => {
    const done = await people.exportPerson(site, 'request-1');
    const { manifest, files } = await people.fetch(done);
    expect(done.rows).toEqual({
      'public.address': 2,
      'public.contact': 1,
      'public.job': 1,
      'public.message': 1,
      'public.report': 1,
    });
    const csv = (table: string) => parseCsv(files.get(`tables/public.${table}.csv`)?.toString('utf8') ?? '');
    expect(csv('contact')).toEqual([
      ['id', 'full_name', 'email', 'phone', 'born', 'town'],
      ['1', 'Ada Lovelace', ' Ada@Customer.example', "'+49 (170) 1-23", '1990-12-10', 'Bonn'],
    ]);
    expect(csv('address')).toEqual([
      ['id', 'contact', 'street'],
      ['1', '1', "'=1 Vineyard Road"],
      ['3', '1', '3 Vineyard Road'],
    ]);
    expect(csv('message').slice(1)).toEqual([['1', 'ada@customer.example', 'Dear Ada']]);
    expect(csv('report').slice(1)).toEqual([['1', '1', '\\x416461', '3']]);
    expect([...files.values()].map(String).join()).not.toMatch(/Ben|ben@|0171|2 Vineyard/);
    for (const { file, sha256: digest } of manifest.tables) expect(sha256(files.get(file)!)).toBe(digest);
  });

  test('says which tables nobody can be told apart in', async () => {
    const done = await people.exportPerson(site, 'request-2');
    expect(done.notSearched).toEqual(['public.diary']);
    expect(JSON.parse((await people.fetch(done)).text('manifest.json'))).toMatchObject({
      notSearched: ['public.diary'],
    });
  });

  test('is found by a telephone number in whatever way it is written', async () => {
    const done = await people.exportPerson(site, 'request-3', [{ kind: 'phone', value: '+49 170/123' }]);
    expect(done.rows).toEqual({ 'public.address': 2, 'public.contact': 1, 'public.job': 1, 'public.report': 1 });
    expect(done.notSearched).toEqual(['public.diary', 'public.message']);
  });

  test('is an export without rows where nobody is found, rather than an error', async () => {
    const done = await people.exportPerson(site, 'request-4', [{ kind: 'email', value: 'eve@customer.example' }]);
    expect(Object.values(done.rows).every((rows) => rows === 0)).toBe(true);
  });

  test('is not made again by another attempt, which gives a link of its own', async () => {
    const first = await people.exportPerson(site, 'request-5');
    await people.sql(site, `INSERT INTO message VALUES (9, 'ada@customer.example', 'later')`);
    const second = await people.exportPerson(site, 'request-5');
    const { export: zip, sha256: digest, rows, snapshotAt } = second;
    expect(first).toMatchObject({ export: zip, sha256: digest, rows, snapshotAt });
    expect(second.link).toMatch(/X-Amz-Signature=/);
    await people.sql(site, 'DELETE FROM message WHERE id = 9');
  });

  test('is given under a legal hold too: nothing is taken away', async () => {
    const held = { ...site, legalHold: { since: '2026-01-01', reason: 'A court has asked for it' } };
    await expect(people.exportPerson(held, 'request-6')).resolves.toMatchObject({ notSearched: ['public.diary'] });
  });
});

test('the server never hears the identifier that it searches for', async () => {
  const { logFile } = people.world.homeServer;
  await people.sql(site, `ALTER ROLE "acme" SET log_min_duration_statement = 0`);
  await people.exportPerson(site, 'request-7', [{ kind: 'email', value: 'ada@CUSTOMER.example' }]);
  const log = readFileSync(logFile, 'utf8');
  expect(log).toMatch(/encode\(sha256\(convert_to/);
  expect(log).not.toMatch(/ada@CUSTOMER/);
});

describe('a request is refused', () => {
  test.each([
    ['nobody', [{ kind: 'email', value: '   ' }]],
    ['a name, which others have too', [{ kind: 'name', value: 'Ada Lovelace' }]],
    ['no identifier', []],
  ])('that is about %s, without a word of what it said', async (_, identifiers) => {
    const failure = await failureOf(people.exportPerson(site, 'refused', identifiers as unknown as typeof ADA));
    expect(failure.kind).toBe('BadRequest');
    expect(failure.message).not.toContain('Ada');
  });

  test('where the config lists no personal data', async () => {
    const unlisted = { ...site, personalData: undefined };
    expect(await failureOf(people.exportPerson(unlisted, 'refused'))).toMatchObject({
      kind: 'BadRequest',
      message: expect.stringContaining("'masking' in platform.yaml") as string,
    });
  });

  test('where a listed table is not there: what is missing would look like nothing', async () => {
    const columns = [{ table: 'public.visitor', column: 'email', mask: 'email' as const }];
    const other = { ...site, personalData: { columns, links: [] } };
    expect(await failureOf(people.exportPerson(other, 'refused'))).toMatchObject({ kind: 'MaskingFailed' });
  });
});
