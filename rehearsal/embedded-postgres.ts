import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { CLUSTER, pristineCluster, SUPERUSER } from './embedded-cluster';
import { EmbeddedProcess, LOOPBACK, makeHome, onFreePort, unprivilegedUser } from './embedded-process';
import type { Home, ServerPlan, ServerUser } from './embedded-process';
import { embeddedTools, type EmbeddedTools } from './embedded-tools';

export interface EmbeddedPostgresOptions {
  /**
   * Directory to keep the databases, the certificates and the superuser's password in.
   * @default - a temporary one, removed when stopped; its databases do not survive a crash of the machine (no fsync)
   */
  readonly dataDirectory?: string;
  /** Whether only encrypted connections are let in, as on the platform's servers. @default true */
  readonly tls?: boolean;
  /** Server settings, such as `shared_buffers`. @default - PostgreSQL's own */
  readonly settings?: Readonly<Record<string, string>>;
}

/** How a client of the package `pg` reaches an embedded PostgreSQL; its certificate and its name are checked. */
export interface EmbeddedPostgresClient {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly ssl: { readonly ca: string; readonly rejectUnauthorized: true } | false;
}

/**
 * A real PostgreSQL on a free loopback port: TLS by an authority of its own, passwords by SCRAM, no Unix socket, times
 * in UTC, and the builtin C.UTF-8 collation, which no host's libraries can change under an index. It ends with this
 * process, however that ends.
 */
export class EmbeddedPostgres {
  static async start(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
    const tools = await embeddedTools();
    const user = unprivilegedUser();
    const reachable = !user || [tools.postgresBin, tools.cache].every(everybodyReaches);
    // What is kept is made for itself, synced and with an identity of its own.
    const pristine = reachable && options.dataDirectory === undefined ? await pristineCluster(tools, user) : undefined;
    return onFreePort(async (port) => {
      const home = makeHome(options.dataDirectory, user);
      if (user && !everybodyReaches(dirname(home.directory))) throw new Error(unreachable(home.directory));
      const plan = planOf(options, tools, { home, port, user, pristine });
      const client = (): EmbeddedPostgresClient => clientOf(home, port, options.tls !== false);
      const server = await EmbeddedProcess.start(tools.python, plan, async () => connect(client()));
      return new EmbeddedPostgres(server, client(), home.directory, plan.logFile, tools.postgresBin);
    });
  }

  private constructor(
    private readonly server: EmbeddedProcess,
    private readonly config: EmbeddedPostgresClient,
    /** Directory that holds everything of this server. */
    readonly home: string,
    readonly logFile: string,
    /** Directory of the client tools of the server's version: `pg_dump`, `pg_restore`, `psql`. */
    readonly bin: string,
  ) {}

  get port(): number {
    return this.config.port;
  }

  /** Certificate (PEM file) of the authority that the server's certificate is checked against. */
  get authorityFile(): string {
    return join(this.home, 'tls', 'ca.pem');
  }

  /** Process id of the guardian that everything of this server descends from. */
  get processId(): number | undefined {
    return this.server.processId;
  }

  /** Settings of a `pg` client, as the superuser. */
  client(database = 'postgres'): EmbeddedPostgresClient {
    return { ...this.config, database };
  }

  /** Environment of `pg_dump`, `psql` and every other program that uses libpq, as the superuser. */
  environment(database = 'postgres'): Record<string, string> {
    return {
      PGHOST: this.config.host,
      PGPORT: String(this.config.port),
      PGUSER: this.config.user,
      PGPASSWORD: this.config.password,
      PGDATABASE: database,
      ...(this.config.ssl ? { PGSSLMODE: 'verify-full', PGSSLROOTCERT: this.authorityFile } : { PGSSLMODE: 'disable' }),
    };
  }

  /** Stops it; databases that are not kept are gone, as after a region's loss. */
  stop(): Promise<void> {
    return this.server.stop();
  }
}

/** What a server is made on. */
interface Ground {
  readonly home: Home;
  readonly port: number;
  readonly user?: ServerUser;
  /** Archive of a cluster to begin with; undefined where one is to be made. */
  readonly pristine?: string;
}

function planOf(
  options: EmbeddedPostgresOptions,
  tools: EmbeddedTools,
  { home, port, user, pristine }: Ground,
): ServerPlan {
  const at = (...path: string[]): string => join(home.directory, ...path);
  const give = (path: string, content: string): void => {
    writeFileSync(path, content, { mode: 0o600 });
    if (user) chownSync(path, user.uid, user.gid);
  };
  if (!existsSync(at('password'))) give(at('password'), randomBytes(18).toString('base64url'));
  const encrypted = options.tls !== false;
  give(at('pg_hba.conf'), `${encrypted ? 'hostssl' : 'host'} all all ${LOOPBACK}/32 scram-sha-256\n`);

  const prepare = [
    step(at('tls'), [tools.python, '-I', join(__dirname, 'certificates.py'), `${at('tls')}.partial`], true),
  ];
  let bin = tools.postgresBin;
  if (user && !everybodyReaches(bin)) {
    // Root's files may lie where the server's account cannot go, below /root for one.
    prepare.push(step(at('postgresql'), ['cp', '-R', dirname(bin), `${at('postgresql')}.partial`], true));
    bin = at('postgresql', 'bin');
  }
  const data = `${at('data')}.partial`;
  if (pristine === undefined) {
    const cluster = ['-D', data, `--pwfile=${at('password')}`, ...(home.kept ? [] : ['--no-sync'])];
    prepare.push(step(at('data'), [join(bin, 'initdb'), ...CLUSTER, ...cluster], false));
  } else {
    give(at('password.sql'), `ALTER ROLE ${SUPERUSER} PASSWORD '${readFileSync(at('password'), 'utf8')}';\n`);
    prepare.push(step(at('data'), ['/bin/sh', '-ec', UNPACK, pristine, data, bin, at('password.sql')], false));
  }

  const settings: Record<string, string> = {
    ...(home.kept ? {} : { fsync: 'off' }),
    ...options.settings,
    listen_addresses: LOOPBACK,
    port: String(port),
    unix_socket_directories: '',
    hba_file: at('pg_hba.conf'),
    ssl: encrypted ? 'on' : 'off',
    ssl_ca_file: '',
    ssl_cert_file: at('tls', 'server.pem'),
    ssl_key_file: at('tls', 'server.key'),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return {
    home,
    user,
    prepare,
    stale: [at('data', 'postmaster.pid')],
    serve: [join(bin, 'postgres'), '-D', at('data'), ...flags],
    // Fast where the databases are kept, at once where they are thrown away.
    stopSignal: home.kept ? 'SIGINT' : 'SIGQUIT',
    environment: { PATH: '/usr/bin:/bin', HOME: home.directory, LC_ALL: 'C', TZ: 'UTC' },
    logFile: at('log'),
  };
}

/** Unpacks a pristine cluster and gives it a password of its own, before it listens to anybody. */
const UNPACK = `
  mkdir -m 700 "$1"
  tar -xf "$0" -C "$1"
  "$2/postgres" --single -F -c exit_on_error=on -D "$1" postgres < "$3"
  rm "$3"`;

function step(creates: string, command: string[], owner: boolean): ServerPlan['prepare'][number] {
  return { creates, command, owner };
}

function unreachable(directory: string): string {
  return (
    `PostgreSQL refuses to run as root, and the account 'nobody' that it runs as instead cannot enter ` +
    `${dirname(directory)}: name a data directory that it can reach (chmod o+x), or run as an ordinary user.`
  );
}

/** Whether any account may use what lies in a directory: it and all directories above let others in. */
function everybodyReaches(directory: string): boolean {
  const open = (statSync(directory).mode & 0o001) !== 0;
  return open && (dirname(directory) === directory || everybodyReaches(dirname(directory)));
}

/** Reads what the server's start has made; throws until it has. */
function clientOf(home: Home, port: number, encrypted: boolean): EmbeddedPostgresClient {
  const read = (...path: string[]): string => readFileSync(join(home.directory, ...path), 'utf8');
  const ssl = encrypted ? ({ ca: read('tls', 'ca.pem'), rejectUnauthorized: true } as const) : false;
  return { host: LOOPBACK, port, user: SUPERUSER, password: read('password'), database: 'postgres', ssl };
}

async function connect(config: EmbeddedPostgresClient): Promise<void> {
  const client = new Client({ ...config, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => undefined);
  }
}
