import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** PostgreSQL's major version everywhere: the database servers', the worker's client tools' and the embedded one's. */
export const POSTGRES_MAJOR = 18;

/** Runs a program to its end; rejects with what it wrote to standard error. */
export const run = promisify(execFile);

const PROGRAMS = ['postgres', 'initdb', 'pg_dump', 'pg_restore', 'psql'];
const PYTHONS = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

export interface Python {
  readonly program: string;
  readonly version: string;
}

/** The first Python on the search path that is new enough. */
export async function findPython(searchPath: string): Promise<Python> {
  const tooOld: string[] = [];
  for (const candidate of PYTHONS.flatMap((name) => onSearchPath(name, searchPath))) {
    const probe = 'import sys; print(sys.version_info >= (3, 10), sys.version.split()[0], sys.executable)';
    const said = await run(candidate, ['-I', '-c', probe]).catch(() => undefined); // a shim may lead nowhere
    const [, enough, version, program] = /^(\w+) (\S+) (.+)/.exec(said?.stdout ?? '') ?? [];
    if (enough === 'True' && program && version) return { program, version };
    if (version) tooOld.push(`${candidate} is ${version}`);
  }
  throw new Error(pythonNeeded(tooOld.join(', ') || 'there is none on the PATH'));
}

/** What to install where there is no usable Python, and what was found instead. */
export function pythonNeeded(found: string): string {
  return (
    'The embedded AWS and PostgreSQL need Python 3.10 or newer with venv and pip: install them ' +
    `(Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python) and run again; ${found}.`
  );
}

/** Directory of the first PostgreSQL on the search path that is complete and of the right major version. */
export async function postgresOnPath(searchPath: string): Promise<string | undefined> {
  for (const postgres of onSearchPath('postgres', searchPath)) {
    const bin = dirname(realpathSync(postgres));
    const said = await run(postgres, ['--version']).catch(() => undefined);
    const major = /^postgres \(PostgreSQL\) (\d+)/.exec(said?.stdout ?? '')?.[1];
    if (Number(major) === POSTGRES_MAJOR && PROGRAMS.every((name) => existsSync(join(bin, name)))) return bin;
  }
  return undefined;
}

/** Rejects, saying what to install, where the packaged PostgreSQL lacks the system's libraries that it is linked to. */
export async function checkRunnable(bin: string): Promise<void> {
  await Promise.all(PROGRAMS.map((name) => run(join(bin, name), ['--version']))).catch((error: ExecError) => {
    throw new Error(
      `PostgreSQL ${POSTGRES_MAJOR} cannot run on this machine (${lastWords(error)}): install its libraries (Debian, ` +
        'Ubuntu: apt-get install libxml2 libssl3 libzstd1 liblz4-1 libgssapi-krb5-2 libreadline8), or put a complete ' +
        `PostgreSQL ${POSTGRES_MAJOR} on the PATH, and run again.`,
    );
  });
}

export type ExecError = Error & { stdout?: string; stderr?: string };

/** The end of what a failed program said. */
export function lastWords(error: ExecError): string {
  return (error.stderr || error.stdout || error.message).trim().split('\n').slice(-2).join(' ');
}

function onSearchPath(name: string, searchPath: string): string[] {
  return searchPath
    .split(delimiter)
    .flatMap((directory) => (isExecutable(join(directory, name)) ? [join(directory, name)] : []));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
