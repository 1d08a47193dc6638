/** `npm run cost`: what a month costs by environment, region and site, and what a change makes of it; `--help` for more. */
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Assembly } from '../lib/commitments/assembly';
import { estimate, estimateSchema, type Estimate } from '../lib/cost/estimate';
import { renderDifference, renderEstimate, renderUsage } from '../lib/cost/render';
import { usageOf } from '../lib/cost/usage';
import { loadOrExit } from './load-or-exit';
import { synthesizeQuietly } from './synthesize-quietly';

const USAGE = `Usage: npm run cost -- [options]

  --base <path>          show only what differs from this: an assembly's folder, or what --json printed
  --assembly <folder>    estimate this assembly; default: the config is synthesized
  --assume <name=value>  another usage in place of an assumed one; may be given several times
  --json                 for machines, and for --base`;

function main(args: string[]): void {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const assume = { type: 'string', multiple: true } as const;
  const { values } = parseArgs({ args, options: { base: text, assembly: text, assume, json: flag, help: flag } });
  if (values.help) return console.log(USAGE);
  const usage = usageOf(values.assume);
  const platform = loadOrExit();
  const of = (assembly: Assembly) => estimate(assembly, platform, usage);
  const read = (path: string): Estimate =>
    statSync(path).isDirectory()
      ? of(Assembly.read(path))
      : estimateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const now = of(values.assembly === undefined ? synthesizeQuietly(platform) : Assembly.read(values.assembly));
  if (values.json) return console.log(JSON.stringify(now, null, 1));
  if (values.base !== undefined) return console.log(renderDifference(read(values.base), now));
  console.log(`${renderEstimate(now)}\n\n${renderUsage(usage)}`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 2;
}
