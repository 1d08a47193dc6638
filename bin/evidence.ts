/** `npm run evidence [-- --date <yyyy-mm-dd>]`: synthesizes everything under every check, and writes evidence/ of it. */
import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { Assembly } from '../lib/commitments/assembly';
import { register } from '../lib/commitments/register';
import { readReport } from '../lib/commitments/report';
import { commitmentProps, commitmentRules } from '../lib/commitments/rules';
import { readApprovals } from '../lib/config/approvals';
import { collectEvidence } from '../lib/evidence/collect-evidence';
import { drawFigures } from '../lib/evidence/diagrams/figures';
import { DRILLS, readDrills } from '../lib/evidence/drill';
import { STATES } from '../lib/evidence/evidence';
import { originOf } from '../lib/evidence/origin';
import { runbookSections } from '../lib/evidence/runbook';
import { readTestFiles } from '../lib/evidence/test-files';
import { readTestResults, TEST_RESULTS } from '../lib/evidence/test-results';
import { writeEvidence } from '../lib/evidence/write-evidence';
import { readRelease, RELEASE } from '../lib/review/kept-release';
import { review } from '../lib/review/review';
import { reviewPage } from '../lib/review/review-page';
import { drillOf, readKeptReport } from '../rehearsal/kept-report';
import { reportPage } from '../rehearsal/report-page';
import { loadOrExit } from './load-or-exit';
import { synthesize } from './synthesize';

const ROOT = join(__dirname, '..');
const ASSEMBLY = join(ROOT, 'cdk.out');

const { values } = parseArgs({ options: { date: { type: 'string' } } });
const platform = loadOrExit();
rmSync(ASSEMBLY, { recursive: true, force: true });
synthesize(ASSEMBLY);

const rehearsal = readKeptReport(ROOT);
const kept = readDrills(join(ROOT, DRILLS));
const last = rehearsal && drillOf(rehearsal);
const assembly = Assembly.read(ASSEMBLY);
const rules = commitmentRules(commitmentProps(platform.config));
const evidence = collectEvidence({
  platform,
  assembly,
  report: readReport(ASSEMBLY),
  rules,
  commitments: register,
  results: readTestResults(join(ROOT, TEST_RESULTS)),
  testFiles: readTestFiles(ROOT),
  rehearsal,
  drills: last && !kept.some(({ at }) => at === last.at) ? [...kept, last] : kept,
  runbook: runbookSections(readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8')),
  provenance: originOf(ROOT, values.date),
});
const release = readRelease(join(ROOT, RELEASE));
const change = release && {
  base: `release ${release.name}`,
  before: release,
  after: { assembly, registered: register.map(({ id }) => id) },
  rules,
  approvals: readApprovals(process.env.CORDON_CONFIG ?? 'config'),
  today: evidence.provenance.date ?? '',
};
const page = writeEvidence(join(ROOT, 'evidence'), evidence, assembly, {
  figures: drawFigures({ platform, assembly, drills: evidence.drills }),
  pages: [...(rehearsal ? [reportPage(rehearsal)] : []), ...(change ? [reviewPage(review(change))] : [])],
});

const counts = STATES.map((state) => `${evidence.commitments.filter((one) => one.state === state).length} ${state}`);
console.log(`${evidence.commitments.length} commitments: ${counts.join(', ')}`);
console.log(`Open ${relative(process.cwd(), page)} in a browser`);
