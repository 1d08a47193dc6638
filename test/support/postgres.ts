import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/** A throw-away PostgreSQL server on the loopback interface, which accepts TLS with SCRAM only. */
export interface PostgresServer {
  readonly host: 'localhost';
  readonly port: number;
  /** A superuser, to prepare a test with. */
  readonly superuser: { readonly username: string; readonly password: string };
  /** Certificate of the authority that signed the server's, in PEM. */
  readonly authority: string;
  /** What the server has logged so far, every statement included. */
  log(): string;
  /** Runs statements as superuser. */
  run(sql: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server in about two seconds. It also ends, and its files go, when the calling process dies. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = postgresFolder();
  const owner = process.getuid?.() === 0 ? unprivileged() : {};
  const folder = mkdtempSync(join(tmpdir(), 'cordon-postgres-'));
  const superuser = { username: 'root_of_test', password: 'only-for-this-test' };
  const port = await freePort();
  try {
    initialize(bin, folder, owner, superuser);
    certificates(folder, owner);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const logFile = join(folder, 'log');
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ssl: 'on',
    ssl_cert_file: join(folder, 'server.crt'),
    ssl_key_file: join(folder, 'server.key'),
    password_encryption: 'scram-sha-256',
    hba_file: join(folder, 'hba.conf'),
    fsync: 'off',
    log_statement: 'all',
    log_min_messages: 'debug1',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // The shell outlives us by as long as it takes to stop the server: its input ends when this process does.
  const script = 'dir=$1; shift; "$@" >"$dir/log" 2>&1 & read -r _; kill -INT $!; wait $!; rm -rf "$dir"';
  const child = spawn(
    '/bin/sh',
    ['-c', script, 'sh', folder, join(bin, 'postgres'), '-D', join(folder, 'data'), ...options],
    {
      ...owner,
      cwd: '/',
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const server: PostgresServer = {
    host: 'localhost',
    port,
    superuser,
    authority: readFileSync(join(folder, 'ca.crt'), 'utf8'),
    log: () => readFileSync(logFile, 'utf8'),
    run: (sql) => run(server, sql),
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
  await ready(server);
  return server;
}

function postgresFolder(): string {
  const packaged = '/usr/lib/postgresql';
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...versions.map((v) => join(packaged, v, 'bin'))];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  if (found) return found;
  throw new Error(
    'This test needs a PostgreSQL server: install it (apt-get install postgresql) or put initdb on the PATH.',
  );
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } {
  try {
    const id = (flag: string) =>
      Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return { uid: 65534, gid: 65534 };
  }
}

type Owner = { uid?: number; gid?: number };

function own(path: string, { uid, gid }: Owner): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

function initialize(
  bin: string,
  folder: string,
  owner: Owner,
  { username, password }: PostgresServer['superuser'],
): void {
  own(folder, owner);
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  writeFileSync(join(folder, 'hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
  own(passwordFile, owner);
  const options = ['--no-sync', '--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  execFileSync(join(bin, 'initdb'), ['-D', join(folder, 'data'), '-U', username, ...options], {
    ...owner,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** An authority, and a certificate of it for `localhost` alone. */
function certificates(folder: string, owner: Owner): void {
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  openssl('req', '-x509', ...key, '-subj', '/CN=Test authority', '-keyout', 'ca.key', '-out', 'ca.crt');
  writeFileSync(join(folder, 'names.cnf'), 'subjectAltName=DNS:localhost\n');
  openssl('req', ...key.slice(0, 5), '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr');
  const signer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '1', '-extfile', 'names.cnf'];
  openssl('x509', '-req', '-in', 'server.csr', ...signer, '-out', 'server.crt');
  execFileSync('chmod', ['600', 'server.key'], { cwd: folder });
  own(join(folder, 'server.key'), owner);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

async function run(server: PostgresServer, sql: string): Promise<void> {
  const { host, port, superuser, authority } = server;
  const client = new Client({
    host,
    port,
    user: superuser.username,
    password: superuser.password,
    database: 'postgres',
    ssl: { ca: authority },
  });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ready(server: PostgresServer): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await server.run('select 1');
    } catch (error) {
      if (Date.now() > deadline) {
        const log = server.log().slice(-500);
        await server.stop();
        throw new Error(`PostgreSQL did not start within 30 seconds: ${String(error)}\n${log}`);
      }
      await pause(50);
    }
  }
}
