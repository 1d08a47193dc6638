import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { sourceFingerprint } from '../../lib/evidence/source-fingerprint';
import { mergeTestResults, readTestResults, TEST_RESULTS } from '../../lib/evidence/test-results';
import type { TestResults } from '../../lib/evidence/test-results';

/** What the reporter leaves of each file that was run. */
interface Left {
  readonly file: string;
  readonly tests: readonly { readonly title: string; readonly status: string }[];
}

/** Fingerprint of the sources when the run began. */
const SOURCES = 'CORDON_TEST_SOURCES';

export function rememberSources(root: string): void {
  process.env[SOURCES] = sourceFingerprint(root);
}

/** Keeps the results of a run for the evidence, with what they are results of. */
export function keepResults(root: string, run: string): void {
  const left = join(run, 'results.json');
  if (!existsSync(left)) return;
  const before = process.env[SOURCES];
  // Whoever edits while the tests run can't say which of the sources they passed on.
  const sources = before !== undefined && before === sourceFingerprint(root) ? before : null;
  const file = join(root, TEST_RESULTS);
  const merged = mergeTestResults(readTestResults(file), resultsOf(readLeft(left), root, sources));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(merged, undefined, 1)}\n`);
  renameSync(`${file}.${process.pid}`, file);
}

function readLeft(file: string): Left[] {
  return JSON.parse(readFileSync(file, 'utf8')) as Left[];
}

function resultsOf(left: readonly Left[], root: string, sources: string | null): TestResults {
  return Object.fromEntries(
    left.map(({ file, tests }) => [
      relative(root, file).replaceAll('\\', '/'),
      { sources, tests: tests.map(({ title, status }) => ({ title, status: statusOf(status) })) },
    ]),
  );
}

function statusOf(status: string): 'passed' | 'failed' | 'skipped' {
  return status === 'passed' || status === 'failed' ? status : 'skipped';
}
