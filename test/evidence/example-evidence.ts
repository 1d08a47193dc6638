import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Assembly } from '../../lib/commitments/assembly';
import { register } from '../../lib/commitments/register';
import { commitmentProps, commitmentRules } from '../../lib/commitments/rules';
import { loadPlatform } from '../../lib/config/load';
import { collectEvidence, type Facts } from '../../lib/evidence/collect-evidence';
import { drawFigures } from '../../lib/evidence/diagrams/figures';
import type { Page } from '../../lib/evidence/pages/page';
import { runbookSections } from '../../lib/evidence/runbook';
import { readTestFiles } from '../../lib/evidence/test-files';
import { writeEvidence } from '../../lib/evidence/write-evidence';
import { readRelease, RELEASE } from '../../lib/review/kept-release';
import { review } from '../../lib/review/review';
import { reviewPage } from '../../lib/review/review-page';
import { exampleFolder } from '../support/example-folder';
import { oncePerRun } from '../support/once-per-run';

const ROOT = join(__dirname, '../..');
const SOURCES = 'a'.repeat(64);

/** What is known of the example platform where no test but one was run, and one commitment is open. */
export function exampleFacts(): Facts {
  const platform = loadPlatform(join(ROOT, 'config'));
  return {
    platform,
    assembly: Assembly.read(exampleFolder()),
    report: {
      findings: [],
      acknowledged: [
        {
          engine: 'AwsSolutions',
          rule: 'AwsSolutions-S1',
          severity: 'error',
          description: 'The S3 Bucket has server access logs disabled.',
          constructPath: 'production-account/account/AccessLogs/Bucket/Resource',
          acknowledgedId: 'AwsSolutions::AwsSolutions-S1',
          reason: 'A bucket of access logs that logged accesses to itself would never end.',
          acknowledgedAt: 'production-account/account/AccessLogs/Bucket',
        },
      ],
    },
    rules: commitmentRules(commitmentProps(platform.config)),
    commitments: register.map((one) => ({
      ...one,
      open: one.id === 'NW-07' ? 'Only half of it is there.' : undefined,
    })),
    results: {
      'test/identity/records.test.ts': {
        sources: SOURCES,
        tests: [
          { title: 'LG-07 <b>a change</b> is recorded', status: 'passed' },
          { title: 'LG-08 last use is known', status: 'failed' },
        ],
      },
    },
    testFiles: new Map([...readTestFiles(ROOT)].map(([file, ids]) => [file, ids.filter((id) => id !== 'LG-07')])),
    rehearsal: {
      sources: SOURCES,
      findings: [{ commitments: ['TN-20'], subject: 'acme: erased', expected: '0', found: '0', met: true }],
    },
    drills: [
      {
        kind: 'rehearsal',
        at: '2026-11-20T09:00:00.000Z',
        region: 'ap-southeast-2',
        recoveryRegion: 'ap-southeast-4',
        sites: [{ site: 'acme', backup: '2028-02-07-1-night', rpoHours: 20, rtoSeconds: 3.25 }],
        regionSeconds: 3.5,
        met: true,
        sources: SOURCES,
      },
    ],
    runbook: runbookSections(readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8')),
    provenance: { commit: 'c'.repeat(40), date: '2026-11-26', changed: false, sources: SOURCES },
  };
}

/** Folder of the evidence of the example platform, made once in a run of the tests. */
export function exampleEvidence(): string {
  return oncePerRun('example-evidence', (folder) => {
    const facts = exampleFacts();
    const figures = drawFigures(facts);
    writeEvidence(folder, collectEvidence(facts), facts.assembly, { figures, pages: [changePage(facts)] });
  });
}

/** What has changed since the release that is kept. */
export function changePage({ assembly, rules, commitments }: Facts): Page {
  const before = readRelease(join(ROOT, RELEASE));
  if (!before) throw new Error(`No release is kept in ${RELEASE}/`);
  const after = { assembly, registered: commitments.map(({ id }) => id) };
  return reviewPage(
    review({
      base: 'the release',
      before,
      after,
      rules,
      approvals: { resources: [], commitments: [] },
      today: '2026-11-26',
    }),
  );
}
