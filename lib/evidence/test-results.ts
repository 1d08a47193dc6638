import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** Where a run of the tests leaves its results, below the project's folder; not in the repository. */
export const TEST_RESULTS = '.cache/test-results.json';

const fileResults = z.strictObject({
  /** Fingerprint of the sources that it ran on; null where they changed during the run. */
  sources: z.string().nullable(),
  tests: z.array(z.strictObject({ title: z.string(), status: z.enum(['passed', 'failed', 'skipped']) })),
});
const testResults = z.record(z.string(), fileResults);

/** The last results of every test file, by its path. */
export type TestResults = z.infer<typeof testResults>;

/** What a result is worth for the sources at hand; a failure counts whatever it was a failure of. */
export type TestOutcome = 'passed' | 'failed' | 'stale' | 'not run';

export function readTestResults(file: string): TestResults {
  return existsSync(file) ? testResults.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
}

/** A run replaces the results of the files that it ran, and leaves the others what they were. */
export function mergeTestResults(before: TestResults, after: TestResults): TestResults {
  return Object.fromEntries(Object.entries({ ...before, ...after }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A test, and what its last result says of the sources at hand. */
export interface JudgedTest {
  readonly file: string;
  readonly title: string;
  readonly outcome: TestOutcome;
}

/** @param files test files that there are: results of others are of tests that are gone */
export function judgeTests(results: TestResults, sources: string, files: readonly string[]): JudgedTest[] {
  return files.flatMap((file) =>
    (results[file]?.tests ?? []).map(({ title, status }) => ({
      file,
      title,
      outcome: outcomeOf(status, results[file]?.sources === sources),
    })),
  );
}

function outcomeOf(status: 'passed' | 'failed' | 'skipped', current: boolean): TestOutcome {
  if (status === 'failed') return 'failed';
  if (status === 'skipped') return 'not run';
  return current ? 'passed' : 'stale';
}

const COMMITMENT = /\b[A-Z]{2}-\d{2}\b/g;

/** Ids of the commitments that a title names. */
export function commitmentsNamed(title: string): string[] {
  return [...new Set(title.match(COMMITMENT) ?? [])];
}

/**
 * Ids in the titles that a test file writes out. It says which files have something to prove even if they were never
 * run; titles made by a table are known from results alone.
 */
export function commitmentsInSource(source: string): string[] {
  // A table ends before its title: `test.each([…])('title', …)`.
  const titles = source.matchAll(/(?:\b(?:describe\w*|test|it)(?:\.\w+)*(?:\(\w*\))?|\]\))\(\s*(['"`])(.*?)\1/g);
  return [...new Set([...titles].flatMap(([, , title = '']) => commitmentsNamed(title)))];
}
