import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { EmbeddedPostgres } from '../../rehearsal/embedded-postgres';
import { CopyOut } from '../../worker/export/copy-out';
import { neutralised, neutralisedSql } from '../../worker/export/formula';
import { atOneMoment, type Moment } from '../../worker/export/moment';

jest.setTimeout(30_000);

let server: EmbeddedPostgres;
let session: Client;

beforeAll(async () => {
  server = await EmbeddedPostgres.start();
  session = await connect();
});
afterAll(async () => {
  await session.end();
  await server.stop();
});

async function connect(): Promise<Client> {
  const client = new Client(server.client());
  await client.connect();
  return client;
}

function moment<T>(work: (moment: Moment) => Promise<T>): Promise<T> {
  const { user, ...login } = server.client();
  return atOneMoment({ ...login, username: user }, readFileSync(server.authorityFile, 'utf8'), work);
}

async function copied(client: Client, select: string): Promise<string> {
  return (await buffer(new CopyOut(client, `COPY (${select}) TO STDOUT`))).toString('utf8');
}

describe('a moment of a database', () => {
  test('stays the same while the site goes on working, and its tables can not be emptied', async () => {
    await session.query('CREATE TABLE barrel (i int); INSERT INTO barrel VALUES (1)');

    await moment(async ({ client }) => {
      const before = await copied(client, 'SELECT i FROM public.barrel');
      await session.query('INSERT INTO barrel VALUES (2)');
      await expect(session.query(`SET lock_timeout = '100ms'; TRUNCATE barrel`)).rejects.toThrow('lock timeout');
      expect(await copied(client, 'SELECT i FROM public.barrel')).toBe(before);
      expect(before).toBe('1\n');
    });
  });

  test('that begins while a release rewrites a table has what the release leaves, not an empty table', async () => {
    await session.query('CREATE TABLE vintage (year int); INSERT INTO vintage VALUES (1998), (2011)');
    const release = await connect();
    await release.query('BEGIN; ALTER TABLE vintage ALTER COLUMN year TYPE text');

    const reading = moment(async ({ client, tables }) => {
      const { columns } = tables.find(({ name }) => name === 'vintage') ?? {};
      return { types: columns?.map(({ type }) => type), rows: await copied(client, 'SELECT * FROM public.vintage') };
    });
    await sleep(300);
    await release.query('COMMIT');
    await release.end();

    expect(await reading).toEqual({ types: ['text'], rows: '1998\n2011\n' });
  });

  test('that begins while a release takes a table away does without it', async () => {
    await session.query('CREATE TABLE leaving (i int)');
    const release = await connect();
    await release.query('BEGIN; DROP TABLE leaving');

    const reading = moment(({ tables }) => Promise.resolve(tables.map(({ name }) => name)));
    await sleep(300);
    await release.query('COMMIT');
    await release.end();

    expect(await reading).not.toContain('leaving');
  });

  test('has no tables of extensions, of other sessions, or of other servers', async () => {
    await session.query(`
      CREATE EXTENSION pg_trgm; CREATE TABLE owned (i int); ALTER EXTENSION pg_trgm ADD TABLE owned;
      CREATE TEMPORARY TABLE passing (i int); CREATE UNLOGGED TABLE unlogged (i int);
      CREATE FOREIGN DATA WRAPPER far; CREATE SERVER elsewhere FOREIGN DATA WRAPPER far;
      CREATE FOREIGN TABLE distant (i int) SERVER elsewhere`);

    const tables = await moment(({ tables }) => Promise.resolve(tables));

    const named = Object.fromEntries(tables.map(({ name, leftOut }) => [name, leftOut ?? 'exported']));
    expect(named).toMatchObject({
      owned: 'it belongs to an extension',
      distant: 'its rows are kept on another server',
      unlogged: 'exported',
    });
    expect(named).not.toHaveProperty('passing');
  });
});

describe('COPY to a stream', () => {
  test('makes the server wait while nobody reads', async () => {
    const client = await connect();
    const copy = new CopyOut(client, `COPY (SELECT repeat('wine', 250) FROM generate_series(1, 40000)) TO STDOUT`);
    copy.once('data', () => copy.pause());
    await sleep(500);
    const { stream } = (client as unknown as { connection: { stream: { bytesRead: number } } }).connection;

    expect(stream.bytesRead).toBeLessThan(4_000_000);
    expect((await buffer(copy)).length).toBeGreaterThan(39_900_000);
    expect(copy.rows).toBe(40_000);
    await client.end();
  });

  test('takes rows of any length, and leaves the session as it was', async () => {
    const long = await copied(session, `SELECT repeat('x', 1000000), i FROM generate_series(1, 3) i`);

    expect(long).toBe([1, 2, 3].map((i) => `${'x'.repeat(1_000_000)}\t${i}\n`).join(''));
    expect((await session.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('gives chunks of whole rows', async () => {
    const copy = new CopyOut(session, `COPY (SELECT repeat('é', i % 300) FROM generate_series(1, 5000) i) TO STDOUT`);
    for await (const chunk of copy) expect((chunk as Buffer).at(-1)).toBe(10);
  });

  test('fails as the server says, also if nobody has begun to read', async () => {
    const copy = new CopyOut(session, 'COPY (SELECT 1 / 0) TO STDOUT');
    await sleep(100);

    await expect(buffer(copy)).rejects.toThrow('division by zero');
  });

  test('can be given up, and the session then ends at once', async () => {
    const client = await connect();
    const copy = new CopyOut(client, 'COPY (SELECT generate_series(1, 100000000)) TO STDOUT');
    await new Promise((resolve) => copy.once('data', resolve));

    copy.destroy();
    await client.end();

    const stillSending = `SELECT FROM pg_stat_activity WHERE query LIKE 'COPY%generate_series(1, 100000000)%' AND state = 'active'
                             AND pid <> pg_backend_pid()`;
    for (let tries = 0; (await session.query(stillSending)).rowCount !== 0; tries += 1) {
      if (tries === 50) throw new Error('The server still sends after 5 s');
      await sleep(100);
    }
  });
});

test('PostgreSQL and JavaScript take the same texts for formulas', async () => {
  const alphabet = [`'`, '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', ' ', 'a', '0', '"', '\\', '−'];
  const texts = [
    '',
    ...alphabet,
    ...alphabet.flatMap((a) => alphabet.flatMap((b) => [a + b, ...alphabet.map((c) => a + b + c)])),
  ];

  const { rows } = await session.query<{ safe: string }>(
    `SELECT ${neutralisedSql('text')} AS safe FROM unnest($1::text[]) WITH ORDINALITY t (text, n) ORDER BY n`,
    [texts],
  );

  expect(rows.map(({ safe }) => safe)).toEqual(texts.map(neutralised));
});
