/** `npm run drills:keep`: keeps what the last rehearsal measured in drills/, which is committed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DRILLS } from '../lib/evidence/drill';
import { drillOf, readKeptReport } from '../rehearsal/kept-report';

const ROOT = join(__dirname, '..');

const report = readKeptReport(ROOT);
if (!report) {
  console.error('There is no rehearsal/report.json; `npm start` makes one');
  process.exit(1);
}
const drill = drillOf(report);
const file = join(DRILLS, `${drill.at.slice(0, 16).replace(':', '')}-${drill.region}.json`);
mkdirSync(join(ROOT, DRILLS), { recursive: true });
writeFileSync(join(ROOT, file), `${JSON.stringify(drill, null, 2)}\n`);
console.log(`Kept in ${file}; commit it`);
