/** `npm run recovery:runbook -- --region <home> [--out <file>]`: what is done after the loss of a region, with real names. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DRILLS, readDrills } from '../lib/evidence/drill';
import { planned } from '../lib/recovery/plan/planned';
import { recoveryPlan } from '../lib/recovery/plan/recovery-plan';
import { renderPlan } from '../lib/recovery/plan/render-plan';
import { loadOrExit } from './load-or-exit';
import { synthesizeQuietly } from './synthesize-quietly';

const USAGE = `Usage: npm run recovery:runbook -- --region <home> [--out <file>]

  --region <home>  home region of production that is lost
  --out <file>     where the Markdown goes; default: it is printed`;

function main(args: string[]): void {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { region: text, out: text, help: { type: 'boolean' } } });
  if (values.help) return console.log(USAGE);
  if (values.region === undefined) throw new Error('Which region is lost? There is no default');
  const { region, out } = values;
  const chosen = planned(loadOrExit(), region);
  // What recovers a region is in its own stages, and in no other.
  const only = { ...chosen.platform, environments: [chosen.environment] };
  const drill = readDrills(join(__dirname, '..', DRILLS)).findLast((one) => one.region === region);
  const plan = recoveryPlan({ ...chosen, assembly: synthesizeQuietly(only), drill });
  const markdown = `${renderPlan(plan)}\n`;
  if (out === undefined) process.stdout.write(markdown);
  else writeFileSync(out, markdown);
  if (plan.minutes > plan.within) process.exitCode = 1;
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 2;
}
