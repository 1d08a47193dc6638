import type { JobSite } from '../../worker/job';
import { RECOVERY } from './support/world';
import { backUp, failureOf, restore, SATURDAYS_BACKUP } from './support/operating';
import { ADA, PERSONAL_DATA, People } from './support/people';

jest.setTimeout(60_000);

let people: People;

beforeAll(async () => {
  people = await People.start();
});
afterAll(() => people.world.stop());

const everything = `SELECT concat_ws(' ', (SELECT string_agg(contact::text, ' ') FROM contact),
  (SELECT string_agg(address::text, ' ') FROM address), (SELECT string_agg(message::text, ' ') FROM message),
  (SELECT string_agg(convert_from(signature, 'UTF8'), ' ') FROM report),
  (SELECT string_agg(directory::text, ' ') FROM directory), (SELECT string_agg(who, ' ') FROM history))`;

describe('the erasure of a person (TN-20)', () => {
  let site: JobSite;
  beforeAll(async () => {
    site = await people.inhabited('acme');
  });

  test('masks what is personal in their rows, wherever it stands, and leaves everybody else', async () => {
    const before = await people.values(site, `SELECT contact::text FROM contact WHERE id > 1 ORDER BY id`);
    const receipt = await people.erasePerson(site, 'request-1');
    expect(receipt.rows).toEqual({
      'public.contact': 1,
      'public.address': 2,
      'public.message': 1,
      'public.report': 1,
    });
    expect(receipt.notSearched).toEqual(['public.diary']);
    const [text] = (await people.values(site, everything)) as [string];
    expect(text).not.toMatch(/Ada|ada@|Lovelace|170|1990-12-10|[13] Vineyard/);
    for (const other of ['ben@customer.example', '2 Vineyard Road', 'Dear Ben', 'Dear nobody', 'Bonn']) {
      expect(text).toContain(other);
    }
    expect(await people.values(site, `SELECT contact::text FROM contact WHERE id > 1 ORDER BY id`)).toEqual(before);
  });

  test('fires no trigger of the application, which would keep what is to go, and leaves it as it was', async () => {
    expect(await people.values(site, 'SELECT who FROM history')).toEqual([]);
    expect(await people.values(site, `SELECT tgenabled FROM pg_trigger WHERE tgname = 'keep'`)).toEqual(['O']);
  });

  test('done once more it is the same, receipt and all', async () => {
    const again = await people.erasePerson(site, 'request-1');
    expect(again).toEqual(await people.erasePerson(site, 'request-1'));
    expect(again.rows['public.contact']).toBe(1);
  });

  test('done once more after the person has come back, it counts both', async () => {
    await people.sql(site, `INSERT INTO message VALUES (7, 'ada@customer.example', 'Hello again, Ada')`);
    const again = await people.erasePerson(site, 'request-1');
    expect(again.rows).toMatchObject({ 'public.contact': 1, 'public.message': 2 });
    expect(await people.values(site, `SELECT count(*)::int FROM message WHERE body LIKE '%Ada%'`)).toEqual([0]);
  });

  test('says until when what is left of it is there (TN-22, D9)', async () => {
    const now = new Date('2026-03-10T12:00:00Z');
    const ben = [{ kind: 'email' as const, value: 'ben@customer.example' }];
    const receipt = await people.erasePerson(site, 'request-2', ben, people.shop(site, { now: () => now }));
    expect(receipt).toMatchObject({
      at: '2026-03-10T12:00:00.000Z',
      // Two firsts of a month, 1 April and 1 May, then two weeks for which a deleted version lingers.
      backupsUntil: '2026-05-15T22:00:00.000Z',
      serverRecoveryPointsUntil: '2026-05-11T12:00:00.000Z',
      oldDatabasesUntil: '2026-03-18T12:00:00.000Z',
    });
  });

  test('notes nothing by which the person could be known', async () => {
    for (const region of [people.world.backups(RECOVERY), people.world.backups('eu-central-1')]) {
      const keys = await people.world.keys(region, 'erasures/acme/people/');
      expect(keys).toHaveLength(2);
      for (const key of keys) expect(await region.getText(key)).not.toMatch(/\b(ada|ben)\b|@|customer|Lovelace/i);
    }
  });
});

describe('an erasure that was killed', () => {
  test('between two tables leaves nothing that the next attempt would not find', async () => {
    const site = await people.inhabited('bold');
    // Its child tables are masked by then, and this one can't be.
    await people.sql(site, `ALTER TABLE contact ADD CONSTRAINT real CHECK (email NOT LIKE '%invalid')`);
    const failure = await failureOf(people.erasePerson(site, 'request-1'));
    expect(failure).toMatchObject({ kind: 'MaskingFailed', message: expect.stringContaining('real') as string });
    expect(failure.message).not.toMatch(/\bada\b/i);
    expect(await people.values(site, 'SELECT count(*)::int FROM address WHERE contact = 1')).toEqual([2]);
    await people.sql(site, 'ALTER TABLE contact DROP CONSTRAINT real');
    const receipt = await people.erasePerson(site, 'request-1');
    expect(receipt.rows).toEqual({ 'public.contact': 1, 'public.address': 2, 'public.message': 1, 'public.report': 1 });
    expect((await people.values(site, everything))[0]).not.toMatch(/Ada|ada@|Lovelace|[13] Vineyard/);
  });
});

describe('under a legal hold (D9)', () => {
  test('nobody is erased, and nothing is noted', async () => {
    const site = await people.inhabited('held');
    const held = { ...site, legalHold: { since: '2026-01-01', reason: 'A court has asked for it' } };
    expect(await failureOf(people.erasePerson(held, 'request-1'))).toMatchObject({
      kind: 'LegalHold',
      message: expect.stringContaining('A court has asked for it') as string,
    });
    expect(await people.world.keys(people.world.backups(RECOVERY), 'erasures/held/')).toEqual([]);
    expect((await people.values(site, everything))[0]).toContain('Ada');
    await expect(people.erasePerson(site, 'request-1')).resolves.toMatchObject({ rows: { 'public.contact': 1 } });
  });
});

describe('a backup of before', () => {
  test('does not bring the person back when it is restored (TN-22)', async () => {
    const site = await people.inhabited('crest');
    const shop = people.shop(site);
    await backUp(shop, site);
    const { receipt } = await people.erasePerson(site, 'request-1');
    const restored = await restore(shop, site, 'restore-1');
    expect(restored).toMatchObject({ backup: SATURDAYS_BACKUP, erasedAgain: [receipt], notErasedAgain: [] });
    expect((await people.values(site, everything))[0]).not.toMatch(/Ada|ada@|Lovelace|[13] Vineyard/);
    expect((await people.values(site, everything))[0]).toContain('ben@customer.example');
  });

  test('nor in the recovery region, after the loss of the home region', async () => {
    const site = await people.inhabited('delta');
    await backUp(people.shop(site), site);
    const { receipt } = await people.erasePerson(site, 'request-1');
    const shop = people.shop(site, { region: RECOVERY });
    expect(await restore(shop, site, 'restore-1')).toMatchObject({ erasedAgain: [receipt] });
    const [row] = await people.world.sql(people.world.recoveryServer, everything, site.id);
    expect(Object.values(row!)[0]).not.toMatch(/Ada|ada@|Lovelace/);
  });

  test('whose tables are others is restored all the same, and says who may be back', async () => {
    const site = await people.inhabited('estate');
    await backUp(people.shop(site), site);
    const { receipt } = await people.erasePerson(site, 'request-1');
    const columns = [...PERSONAL_DATA.columns, { table: 'public.visitor', column: 'email', mask: 'email' as const }];
    const newer = { ...site, personalData: { ...PERSONAL_DATA, columns } };
    const restored = await restore(people.shop(newer), newer, 'restore-1');
    expect(restored).toMatchObject({ erasedAgain: [], notErasedAgain: [receipt] });
    expect((await people.values(site, everything))[0]).toContain('Ada');
  });
});

test('a backup of after is restored as it is, a person who has come back included', async () => {
  const site = await people.inhabited('fern');
  await people.erasePerson(site, 'request-1', ADA);
  await people.sql(site, `INSERT INTO message VALUES (7, 'ada@customer.example', 'Welcome back, Ada')`);
  await backUp(people.shop(site), site);
  const restored = await restore(people.shop(site), site, 'restore-1');
  expect(restored).not.toHaveProperty('erasedAgain');
  expect(await people.values(site, 'SELECT body FROM message WHERE id = 7')).toEqual(['Welcome back, Ada']);
});
