/** `npm run synth`: synthesizes everything under every check into cdk.out or the directory that is named, and prints what came out. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Assembly } from '../lib/commitments/assembly';
import { renderTable, summarize } from '../lib/commitments/summary';
import { LEAD_DAYS, supportProblems } from '../lib/lifecycle/support-problems';
import { usesOf } from '../lib/lifecycle/uses';
import { synthesize } from './synthesize';

const output = process.argv[2] ?? 'cdk.out';

rmSync(output, { recursive: true, force: true });
synthesize(output);
console.log(renderTable(summarize(output)));

const uses = usesOf(Assembly.read(output), join(__dirname, '..'));
const today = new Date().toISOString().slice(0, 10);
for (const problem of supportProblems(uses, { today, leadDays: LEAD_DAYS.warning }))
  console.error(`Warning: ${problem}`);
