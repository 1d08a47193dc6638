/** `npm run review`: what deploying this over the last release or a revision would do; `--help` for more. */
import { parseArgs } from 'node:util';
import { commitmentProps, commitmentRules } from '../lib/commitments/rules';
import { readApprovals } from '../lib/config/approvals';
import { ConfigError } from '../lib/config/problems';
import { readRelease, RELEASE } from '../lib/review/kept-release';
import { renderReview } from '../lib/review/render';
import { review } from '../lib/review/review';
import { synthesizeProject, synthesizeRevision } from '../lib/review/revision';
import type { Side } from '../lib/review/revision';
import { loadOrExit } from './load-or-exit';

const USAGE = `Usage: npm run review -- [options]

  --base <revision>      what is deployed, such as a tag; default: the release that is kept in release/
  --date <yyyy-mm-dd>    day that approvals are held against; default: today
  --json                 for machines

Exits 1 where what holds data would be replaced or deleted, or a commitment lost, and config/approvals.yaml does not
approve it.`;

async function main(args: string[], stop: AbortSignal): Promise<void> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({ args, options: { base: text, date: text, json: flag, help: flag } });
  if (values.help) return console.log(USAGE);
  const platform = loadOrExit();
  const approvals = readApprovals(process.env.CORDON_CONFIG ?? 'config');
  const [before, after] = await Promise.all([
    values.base === undefined ? lastRelease() : synthesizeRevision(process.cwd(), values.base, process.env, stop),
    synthesizeProject(process.cwd(), process.env, stop),
  ]);
  const found = review({
    ...{ before, after, approvals },
    base: before.name,
    rules: commitmentRules(commitmentProps(platform.config)),
    today: values.date ?? new Date().toISOString().slice(0, 10),
  });
  for (const note of before.notes) console.error(`${before.name}: ${note}`);
  console.log(values.json ? JSON.stringify(found, null, 1) : renderReview(found));
  process.exitCode = found.decisions.refusals.length === 0 ? 0 : 1;
}

function lastRelease(): Side {
  const release = readRelease(RELEASE);
  if (!release) throw new Error(`No release is kept in ${RELEASE}/; name a revision with --base`);
  return { ...release, name: `release ${release.name}`, notes: [] };
}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort(new Error(signal)));

main(process.argv.slice(2), stopping.signal).catch((error: Error) => {
  if (stopping.signal.aborted) console.error('Stopped');
  else console.error(error instanceof ConfigError ? error.message : `${error.message}\n\n${USAGE}`);
  process.exitCode = stopping.signal.aborted ? 130 : 2;
});
