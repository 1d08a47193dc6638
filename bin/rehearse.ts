/** `npm start` and `npm run rehearse`: plays the platform's main job on an embedded AWS and PostgreSQL. */
import { join } from 'node:path';
import { Listr } from 'listr2';
import { sourceFingerprint } from '../lib/evidence/source-fingerprint';
import { keepReport } from '../rehearsal/kept-report';
import { parseOptions, USAGE } from '../rehearsal/options';
import { Rehearsal } from '../rehearsal/rehearsal';
import type { Running } from '../rehearsal/running-aws';
import { isMet, renderReport } from '../rehearsal/rehearsal-report';
import { loadOrExit } from './load-or-exit';

const ROOT = join(__dirname, '..');

/** An emulator that runs already, if the environment names one. */
function runningAws(environment: NodeJS.ProcessEnv): Running | undefined {
  const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = environment;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return endpoint === undefined ? undefined : { endpoint, credentials };
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(USAGE);
  const options = parseOptions(args);
  const rehearsal = new Rehearsal(loadOrExit(), options, runningAws(process.env));
  const run = { at: new Date().toISOString(), sources: sourceFingerprint(ROOT) };
  const stopped = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Error(signal)));
  });
  try {
    const tasks = rehearsal.steps.map((step) => ({
      title: step.title,
      task: (_: unknown, task: { output: string }) => step.run((line) => (task.output = line)),
    }));
    const plain = options.json || !process.stdout.isTTY;
    const renderer = options.json ? 'silent' : plain ? 'simple' : 'default';
    // Listr's own listener would end this process at once, and leave what a step has started.
    const list = new Listr(tasks, { renderer, fallbackRenderer: 'simple', registerSignalListeners: false });
    await Promise.race([list.run(), stopped]);
    const report = { ...run, ...rehearsal.report };
    keepReport(ROOT, report);
    console.log(options.json ? JSON.stringify(report, null, 2) : renderReport(report));
    if (!isMet(rehearsal.report)) process.exitCode = 1;
    if (options.keep) {
      console.error(`Running until Ctrl-C: ${rehearsal.whereabouts}`);
      // A listener for signals alone does not keep this process.
      const waiting = setInterval(() => undefined, 60_000);
      await stopped.catch(() => undefined);
      clearInterval(waiting);
    }
  } finally {
    await rehearsal.stop();
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(/^SIG/.test(error.message) ? `Stopped by ${error.message}` : error.message);
  process.exit(1);
});
