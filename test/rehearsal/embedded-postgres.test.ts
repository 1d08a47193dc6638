import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, type ClientConfig } from 'pg';
import { EmbeddedPostgres } from '../../rehearsal/embedded-postgres';
import { listeningAddresses, processTree } from './processes';

jest.setTimeout(180_000);

const run = promisify(execFile);
const workspace = mkdtempSync(join(tmpdir(), 'embedded postgres '));
const kept = join(workspace, 'home region');
let home: EmbeddedPostgres;
let recovery: EmbeddedPostgres;

beforeAll(async () => {
  chmodSync(workspace, 0o755); // root's server runs as another account
  [home, recovery] = await Promise.all([
    EmbeddedPostgres.start({ dataDirectory: kept, settings: { max_connections: '20' } }),
    EmbeddedPostgres.start(),
  ]);
});
afterAll(async () => {
  await Promise.all([home.stop(), recovery.stop()]);
  rmSync(workspace, { recursive: true });
});

async function query(config: ClientConfig, text: string): Promise<unknown[]> {
  const client = new Client(config);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

function tool(server: EmbeddedPostgres, name: string, args: string[], environment: Record<string, string> = {}) {
  return run(join(server.bin, name), args, { env: { ...server.environment(), LC_ALL: 'C', ...environment } });
}

describe('an embedded PostgreSQL', () => {
  test('is of the platform’s version, with times in UTC and a collation that no host can change', async () => {
    const [row] = await query(
      home.client(),
      `select current_setting('server_version') as version, current_setting('TimeZone') as zone,
              current_setting('max_connections') as connections, datlocprovider as provider, datlocale as locale,
              pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()`,
    );

    expect(row).toEqual({
      version: expect.stringMatching(/^18\./) as string,
      zone: 'UTC',
      connections: '20',
      provider: 'b',
      locale: 'C.UTF-8',
      encoding: 'UTF8',
    });
  });

  test('lets in a client that checks its certificate and its name', async () => {
    const encrypted = 'select ssl, version from pg_stat_ssl where pid = pg_backend_pid()';
    expect(await query(home.client(), encrypted)).toEqual([{ ssl: true, version: 'TLSv1.3' }]);

    const said = await tool(home, 'psql', ['--no-psqlrc', '--tuples-only', '--command', encrypted]);
    expect(said.stdout).toMatch(/t\s*\| TLSv1\.3/);
  });

  test('refuses a connection that is not encrypted', async () => {
    await expect(query({ ...home.client(), ssl: false }, 'select 1')).rejects.toThrow(
      /no pg_hba.conf entry .* no encryption/,
    );
    await expect(tool(home, 'psql', ['--command', 'select 1'], { PGSSLMODE: 'disable' })).rejects.toThrow(
      /no encryption/,
    );
  });

  test('is refused by a client that trusts another authority', async () => {
    const ssl = { ca: readFileSync(recovery.authorityFile, 'utf8'), rejectUnauthorized: true };
    await expect(query({ ...home.client(), ssl }, 'select 1')).rejects.toThrow(/certificate|self-signed/);

    const foreign = { PGSSLROOTCERT: recovery.authorityFile };
    await expect(tool(home, 'psql', ['--command', 'select 1'], foreign)).rejects.toThrow(/certificate verify failed/);
  });

  test('is refused by a client that means another host', async () => {
    const elsewhere = { PGHOST: 'database.example.com', PGHOSTADDR: '127.0.0.1' };

    await expect(tool(home, 'psql', ['--command', 'select 1'], elsewhere)).rejects.toThrow(
      /server certificate for "localhost".* does not match host name "database.example.com"/,
    );
  });

  test('refuses a wrong password', async () => {
    await expect(query({ ...home.client(), password: 'guess' }, 'select 1')).rejects.toThrow(
      /password authentication failed/,
    );
  });

  test('can do without encryption where that is asked for', async () => {
    const plain = await EmbeddedPostgres.start({ tls: false });
    try {
      expect(await query(plain.client(), 'select 1 as one')).toEqual([{ one: 1 }]);
    } finally {
      await plain.stop();
    }
  });

  test('gives a dump that another one restores', async () => {
    await query(home.client(), `create database "site a"`);
    await query(
      home.client('site a'),
      `create table member as select n as id, repeat('é', n) as name from generate_series(1, 500) n`,
    );
    const dump = join(workspace, 'site a.dump');
    await tool(home, 'pg_dump', ['--format=custom', '--compress=zstd:3', '--file', dump], { PGDATABASE: 'site a' });
    await query(recovery.client(), 'create database site_b');
    await tool(recovery, 'pg_restore', ['--dbname', 'site_b', '--exit-on-error', dump]);

    const digest = `select md5(string_agg(id || name, ',' order by id)) as digest, count(*) as rows from member`;
    expect(await query(recovery.client('site_b'), digest)).toEqual(await query(home.client('site a'), digest));
  });

  (process.platform === 'linux' ? test : test.skip)('listens on loopback only, on one port', () => {
    for (const server of [home, recovery]) {
      const tree = processTree(server.processId ?? 0);
      expect(tree.length).toBeGreaterThan(4);
      expect(listeningAddresses(tree)).toEqual([`127.0.0.1:${server.port}`]);
    }
  });

  test('keeps its databases over a stop where a directory is given, and is in use by one at a time', async () => {
    await query(home.client(), 'create table kept as select 42 as answer');
    await expect(EmbeddedPostgres.start({ dataDirectory: kept })).rejects.toThrow(
      `${kept} is in use by another running server`,
    );
    await home.stop();

    home = await EmbeddedPostgres.start({ dataDirectory: kept });

    expect(await query(home.client(), 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  test('does not touch a directory that holds something else', async () => {
    writeFileSync(join(workspace, 'somebody else’s'), '');

    await expect(EmbeddedPostgres.start({ dataDirectory: workspace })).rejects.toThrow(
      /holds something other than an embedded server/,
    );
  });

  (process.getuid?.() === 0 ? test : test.skip)(
    'says what to do where root names a directory that only root can enter',
    async () => {
      const dataDirectory = join(mkdtempSync(join(workspace, 'private ')), 'data');

      await expect(EmbeddedPostgres.start({ dataDirectory })).rejects.toThrow(
        /refuses to run as root.*name a data directory that it can reach/,
      );
    },
  );

  test('says what the server said where it does not start', async () => {
    await expect(EmbeddedPostgres.start({ settings: { max_connections: 'many' } })).rejects.toThrow(
      /invalid value for parameter "max_connections": "many"/,
    );
  });
});
