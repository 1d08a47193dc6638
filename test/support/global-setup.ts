import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepResults, rememberSources } from './keep-results';
import { RUN_DIRECTORY } from './once-per-run';

/** Of jest's own config of a run. */
interface RunConfig {
  readonly rootDir: string;
  /** What `-t` asks for. */
  readonly testNamePattern?: string;
}

/** Makes the directory of what test files share; jest's workers inherit its name. */
export default function setUp({ rootDir }: RunConfig): void {
  process.env[RUN_DIRECTORY] = mkdtempSync(join(tmpdir(), 'cordon-tests-'));
  rememberSources(rootDir);
}

/** Keeps the results and removes it at the end. A run of some tests of a file says nothing of the others. */
export function tearDown({ rootDir, testNamePattern }: RunConfig): void {
  const run = process.env[RUN_DIRECTORY] ?? '';
  if (!testNamePattern) keepResults(rootDir, run);
  rmSync(run, { recursive: true, force: true });
}
