import { existsSync, mkdirSync, rmSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** Set by global-setup.ts: a directory that lives as long as the run of all tests. */
export const RUN_DIRECTORY = 'CORDON_TEST_RUN';

const PATIENCE_MS = 120_000;

/**
 * A directory that several test files read and none changes, made by the first that asks for it in a run of the tests;
 * the others wait.
 *
 * @param make Fills the directory that it is given, which is there but empty.
 */
export function oncePerRun(name: string, make: (into: string) => void): string {
  const run = process.env[RUN_DIRECTORY];
  if (run === undefined) throw new Error(`${RUN_DIRECTORY} is set by jest's globalSetup, which has not run`);
  const directory = join(run, name);
  const [done, lock] = [`${directory}.done`, `${directory}.lock`];
  const deadline = Date.now() + PATIENCE_MS;
  while (!existsSync(done)) {
    if (Date.now() > deadline) throw new Error(`Nobody has made '${name}' within ${PATIENCE_MS / 1000} s`);
    if (!takes(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      continue;
    }
    try {
      if (existsSync(done)) break;
      rmSync(directory, { recursive: true, force: true });
      mkdirSync(directory);
      make(directory);
      mkdirSync(done);
    } finally {
      rmdirSync(lock);
    }
  }
  return directory;
}

function takes(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
