import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceFingerprint } from '../../lib/evidence/source-fingerprint';
import {
  commitmentsInSource,
  commitmentsNamed,
  judgeTests,
  mergeTestResults,
  readTestResults,
  TEST_RESULTS,
} from '../../lib/evidence/test-results';
import { keepResults, rememberSources } from '../support/keep-results';

/** A project of one source and no results yet. */
function project(): string {
  const root = mkdtempSync(join(tmpdir(), 'cordon-project-'));
  mkdirSync(join(root, 'lib'));
  mkdirSync(join(root, 'run'));
  writeFileSync(join(root, 'lib', 'a.ts'), 'one');
  return root;
}

/** What the reporter leaves of a run. */
function leave(root: string, results: Record<string, Record<string, string>>): void {
  const left = Object.entries(results).map(([file, tests]) => ({
    file: join(root, file),
    tests: Object.entries(tests).map(([title, status]) => ({ title, status })),
  }));
  writeFileSync(join(root, 'run', 'results.json'), JSON.stringify(left));
}

function kept(root: string) {
  return readTestResults(join(root, TEST_RESULTS));
}

describe('the fingerprint of the sources', () => {
  test('changes with every change of a source, and with nothing else', () => {
    const root = project();
    const first = sourceFingerprint(root);
    mkdirSync(join(root, 'rehearsal'));
    mkdirSync(join(root, 'docs'));
    for (const other of ['rehearsal/report.json', 'docs/runbook.md', '.gitignore', 'lib/.DS_Store'])
      writeFileSync(join(root, other), 'x');
    expect(sourceFingerprint(root)).toBe(first);

    writeFileSync(join(root, 'package-lock.json'), '{}');
    const second = sourceFingerprint(root);
    writeFileSync(join(root, 'lib', 'a.ts'), 'two');
    const third = sourceFingerprint(root);
    writeFileSync(join(root, 'lib', 'b.ts'), '');
    expect(new Set([first, second, third, sourceFingerprint(root)]).size).toBe(4);
  });

  test('tells where a text stands: moving it to another file is a change', () => {
    const [a, b] = [project(), project()];
    writeFileSync(join(a, 'lib', 'b.ts'), 'two');
    writeFileSync(join(b, 'lib', 'a.ts'), 'onelib/b.ts');
    writeFileSync(join(b, 'lib', 'b.ts'), 'two');
    expect(sourceFingerprint(a)).not.toBe(sourceFingerprint(b));
  });
});

describe('a run of the tests', () => {
  test('is kept with the sources that it ran on, and leaves results of other files alone', () => {
    const root = project();
    rememberSources(root);
    leave(root, { 'test/a.test.ts': { 'BK-01 a': 'passed', b: 'failed', c: 'pending' } });
    keepResults(root, join(root, 'run'));
    const sources = sourceFingerprint(root);
    writeFileSync(join(root, 'lib', 'a.ts'), 'two');
    rememberSources(root);
    leave(root, { 'test/b.test.ts': { 'BK-02 d': 'passed' } });
    keepResults(root, join(root, 'run'));
    expect(kept(root)).toEqual({
      'test/a.test.ts': {
        sources,
        tests: [
          { title: 'BK-01 a', status: 'passed' },
          { title: 'b', status: 'failed' },
          { title: 'c', status: 'skipped' },
        ],
      },
      'test/b.test.ts': { sources: sourceFingerprint(root), tests: [{ title: 'BK-02 d', status: 'passed' }] },
    });
  });

  test('during which a source changed is a result of no sources', () => {
    const root = project();
    rememberSources(root);
    leave(root, { 'test/a.test.ts': { 'BK-01 a': 'passed' } });
    writeFileSync(join(root, 'lib', 'a.ts'), 'two');
    keepResults(root, join(root, 'run'));
    const sources = sourceFingerprint(root);
    expect(judgeTests(kept(root), sources, ['test/a.test.ts'])).toMatchObject([{ outcome: 'stale' }]);
  });
});

describe('a result', () => {
  const results = {
    'test/a.test.ts': {
      sources: 'new',
      tests: [
        { title: 'a', status: 'passed' as const },
        { title: 'b', status: 'skipped' as const },
      ],
    },
    'test/b.test.ts': {
      sources: 'old',
      tests: [
        { title: 'c', status: 'passed' as const },
        { title: 'd', status: 'failed' as const },
      ],
    },
    'test/gone.test.ts': { sources: 'new', tests: [{ title: 'e', status: 'passed' as const }] },
  };

  test('counts on the sources that it is of; a failure counts on all; those of files that are gone on none', () => {
    const outcomes = judgeTests(results, 'new', ['test/a.test.ts', 'test/b.test.ts', 'test/unknown.test.ts']);
    expect(outcomes.map(({ title, outcome }) => [title, outcome])).toEqual([
      ['a', 'passed'],
      ['b', 'not run'],
      ['c', 'stale'],
      ['d', 'failed'],
    ]);
  });

  test('replaces the older one of its file', () => {
    const newer = { 'test/b.test.ts': { sources: 'new', tests: [] } };
    expect(mergeTestResults(results, newer)).toEqual({ ...results, ...newer });
  });
});

describe('ids of commitments', () => {
  test('are found anywhere in a title', () => {
    expect(commitmentsNamed('BK-05 keeps four (BK-06, BK-06.Rule) of utf-16 in US-WEST-2')).toEqual(['BK-05', 'BK-06']);
  });

  test('are found in the titles that a source writes out, not in its comments or data', () => {
    const source = `
      // B?-01
      describe("B?-02 a", () => {
        test.each([['B?-03']])('B?-04 %s', () => {});
        test.each(CASES)(\`B?-05 \${x}\`, () => { expect('B?-06').toBe(1); });
        it('B?-07 and B?-08', () => {});
        describeBroken('B?-09', {});
      });`.replaceAll('?', 'K');
    expect(commitmentsInSource(source)).toEqual(['BK-02', 'BK-04', 'BK-05', 'BK-07', 'BK-08', 'BK-09']);
  });
});

test('a file of results that is not there says nothing, and one that is broken is refused', () => {
  expect(readTestResults('/nowhere.json')).toEqual({});
  expect(() => readTestResults(join(__dirname, '../../package.json'))).toThrow();
  expect(readFileSync(join(__dirname, '../../.gitignore'), 'utf8')).toContain('.cache/');
});
