import { join } from 'node:path';
import { WorkerError } from '../errors';
import type { Login } from './connection';
import { outputOf, startProgram, type Program } from './program';

/** Seconds that a dump waits for a table which a release has locked, before it gives up for this time. */
const LOCK_WAIT_SECONDS = 30;

export interface ClientToolsOptions {
  /** PEM file of the authorities that sign servers' certificates. */
  readonly authorityFile: string;
  /** Directories that the programs are looked for in, separated by `:`. */
  readonly searchPath: string;
  /** Directory of the programs. @default - the search path finds them */
  readonly bin?: string;
}

/** Versions by directory: the programs don't change while this one runs. */
const versions = new Map<string, Promise<string>>();

/** pg_dump and pg_restore, of the server's major version. */
export class ClientTools {
  constructor(private readonly options: ClientToolsOptions) {}

  /** Version of the programs, such as `18.6`. */
  public version(): Promise<string> {
    const directory = this.options.bin ?? this.options.searchPath;
    const version = versions.get(directory) ?? this.askVersion();
    versions.set(directory, version);
    return version;
  }

  /** Throws unless the programs can dump from and load into a server of this version. */
  public async checkServer(serverVersion: string): Promise<void> {
    const tools = await this.version();
    if (major(tools) === major(serverVersion)) return;
    const both = `the server is PostgreSQL ${serverVersion}, the worker's programs are ${tools}`;
    throw new WorkerError('ServerVersion', `${both}: use the worker of the server's major version`);
  }

  /** Dumps a database as it was at an exported snapshot: custom format, zstd level 3, without owners and grants. */
  public dump(login: Login, snapshot: string): Program {
    const what = ['--format=custom', '--compress=zstd:3', '--no-owner', '--no-acl', `--snapshot=${snapshot}`];
    return this.start('pg_dump', [...what, `--lock-wait-timeout=${LOCK_WAIT_SECONDS}s`], login);
  }

  /** Loads a dump from standard input into an empty database; everything in it then belongs to who signed in. */
  public restore(login: Login): Program {
    const how = ['--no-owner', '--no-acl', '--exit-on-error', `--dbname=${quoteConnectionValue(login.database)}`];
    return this.start('pg_restore', ['--format=custom', ...how], login);
  }

  private start(name: string, args: readonly string[], login: Login): Program {
    return startProgram(this.path(name), args, {
      PATH: this.options.searchPath,
      PGHOST: login.host,
      PGPORT: String(login.port),
      PGUSER: login.username,
      PGPASSWORD: login.password,
      PGDATABASE: login.database,
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: this.options.authorityFile,
      PGCONNECT_TIMEOUT: '10',
      PGAPPNAME: 'site-worker',
    });
  }

  private async askVersion(): Promise<string> {
    const all = await Promise.all(
      ['pg_dump', 'pg_restore'].map((name) =>
        outputOf(this.path(name), ['--version'], { PATH: this.options.searchPath }),
      ),
    );
    const [dump, restore] = all.map((said) => /\(PostgreSQL\) (\d+(\.\d+)?)/.exec(said)?.[1]);
    if (dump && dump === restore) return dump;
    throw new WorkerError('ServerVersion', `pg_dump and pg_restore must be of one version: ${all.join().trim()}`);
  }

  private path(name: string): string {
    const { bin } = this.options;
    return bin ? join(bin, name) : name;
  }
}

export function major(version: string): number {
  return Number.parseInt(version, 10);
}

/** pg_restore takes a name with `=` in it for a connection string; as a value of one, nothing in it is special. */
function quoteConnectionValue(database: string): string {
  return `dbname='${database.replace(/[\\']/g, '\\$&')}'`;
}
