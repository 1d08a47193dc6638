/** `npm run review -- --base <revision>`: what deploying this over a revision would do; `--help` for more. */
import { parseArgs } from 'node:util';
import { commitmentProps, commitmentRules } from '../lib/commitments/rules';
import { readApprovals } from '../lib/config/approvals';
import { ConfigError } from '../lib/config/problems';
import { renderReview } from '../lib/review/render';
import { review } from '../lib/review/review';
import { synthesizeProject, synthesizeRevision } from '../lib/review/revision';
import { loadOrExit } from './load-or-exit';

const USAGE = `Usage: npm run review -- --base <revision> [options]

  --base <revision>      what is deployed, such as the tag of the last release
  --date <yyyy-mm-dd>    day that approvals are held against; default: today
  --json                 for machines

Exits 1 where what holds data would be replaced or deleted, or a commitment lost, and config/approvals.yaml does not
approve it.`;

async function main(args: string[], stop: AbortSignal): Promise<void> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({ args, options: { base: text, date: text, json: flag, help: flag } });
  if (values.help) return console.log(USAGE);
  if (values.base === undefined) throw new Error('--base is missing');
  const platform = loadOrExit();
  const approvals = readApprovals(process.env.CORDON_CONFIG ?? 'config');
  const [before, after] = await Promise.all([
    synthesizeRevision(process.cwd(), values.base, process.env, stop),
    synthesizeProject(process.cwd(), process.env, stop),
  ]);
  const found = review({
    ...{ base: values.base, before, after, approvals },
    rules: commitmentRules(commitmentProps(platform.config)),
    today: values.date ?? new Date().toISOString().slice(0, 10),
  });
  for (const note of before.notes) console.error(`${values.base}: ${note}`);
  console.log(values.json ? JSON.stringify(found, null, 1) : renderReview(found));
  process.exitCode = found.decisions.refusals.length === 0 ? 0 : 1;
}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort(new Error(signal)));

main(process.argv.slice(2), stopping.signal).catch((error: Error) => {
  if (stopping.signal.aborted) console.error('Stopped');
  else console.error(error instanceof ConfigError ? error.message : `${error.message}\n\n${USAGE}`);
  process.exitCode = stopping.signal.aborted ? 130 : 2;
});
