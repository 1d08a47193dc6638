/** `npm run capacity -- --sites 100000`: when a night's backups end, and which quota breaks first; `--help` for more. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DateTime } from 'luxon';
import { assume } from '../lib/capacity/assumptions';
import { forecast } from '../lib/capacity/forecast';
import { drawSites } from '../lib/capacity/population';
import { renderAssumptions, renderForecast } from '../lib/capacity/render';
import { compareWithRehearsal, parseReport, renderComparison } from '../lib/capacity/rehearsal';
import { readConfig } from '../lib/config/load';
import { parseActualQuotas, Quotas } from '../lib/quotas/quotas';

const USAGE = `Usage: npm run capacity -- [options]

  --sites <n>            production sites, like those of the config; default: 1000
  --date <yyyy-mm-dd>    local date of the night; default: the next Saturday, when all attachments are copied
  --seed <n>             of the drawing; default: 1
  --quotas <file>        quotas that the account has, as 'aws service-quotas list-service-quotas' prints them
  --assume <name=value>  another figure in place of an assumed one; may be given several times
  --rehearsal <file>     instead: how well the forecast agrees with what a rehearsal measured
  --json                 for machines`;

function main(args: string[]): void {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args,
    options: {
      ...{ sites: text, date: text, seed: text, quotas: text, rehearsal: text },
      ...{ assume: { type: 'string', multiple: true }, json: flag, help: flag },
    },
  });
  const { json } = values;
  if (values.help) return console.log(USAGE);
  if (values.rehearsal !== undefined) {
    const comparison = compareWithRehearsal(parseReport(readFileSync(values.rehearsal, 'utf8')));
    console.log(json ? JSON.stringify(comparison, null, 1) : renderComparison(comparison));
    process.exitCode = comparison.agrees ? 0 : 1;
    return;
  }
  const assumed = assume(values.assume);
  const quotas = new Quotas(
    values.quotas === undefined ? undefined : parseActualQuotas(readFileSync(values.quotas, 'utf8')),
  );
  const { config, sites } = readConfig(process.env.CORDON_CONFIG ?? 'config');
  const [count, seed] = [whole('sites', values.sites ?? '1000'), whole('seed', values.seed ?? '1')];
  const drawn = drawSites({ config, sites, count, seed }, assumed);
  const result = forecast(drawn, { date: values.date ?? nextSaturday(), quotas, assumed });
  console.log(json ? JSON.stringify({ ...result, assumed }, null, 1) : renderForecast(result));
  if (!json) console.log(`\n${renderAssumptions(assumed)}`);
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= 1_000_000) return value;
  throw new Error(`--${name} '${text}' must be a whole number from 1 to 1,000,000`);
}

function nextSaturday(): string {
  const today = DateTime.utc();
  return today.plus({ days: (13 - today.weekday) % 7 || 7 }).toFormat('yyyy-MM-dd');
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 2;
}
