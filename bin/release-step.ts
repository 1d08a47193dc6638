/** `npm run release -- deploy --app <assembly> --environment <name> [--region <home>] --release <name>`: a step of the pipeline. */
import { parseArgs } from 'node:util';
import { list } from '../lib/config/problems';
import { releaseStep, STEPS } from '../lib/delivery/release-step';
import { loadOrExit } from './load-or-exit';

const USAGE = `Usage: npm run release -- <step> --app <folder> --environment <name> --release <name> [--region <home region>]

  snapshot    has snapshots taken of what the release could harm, and waits for them
  deploy      deploys the stacks of the region; without a region, those that the account has once
  confirm     asks sites whether they answer, waits for alarms, and tells the platform of the release`;

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { app: text, environment: text, region: text, release: text },
  });
  const step = STEPS.find((one) => one === positionals[0]);
  const { app, environment: name, region, release } = values;
  if (!step || app === undefined || name === undefined || release === undefined) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const { environments, config } = loadOrExit();
  const environment = environments.find((one) => one.name === name);
  if (!environment)
    return refuse(
      name,
      'an environment',
      environments.map((one) => one.name),
    );
  const home = environment.regions.find((one) => one.region === region);
  if (region !== undefined && !home) {
    return refuse(
      region,
      `a home region of ${name}`,
      environment.regions.map((one) => one.region),
    );
  }
  const { watchMinutes } = config.delivery;
  await releaseStep({ step, environment, home, app, release, watchMinutes });
}

function refuse(given: string, what: string, known: readonly string[]): void {
  console.error(`'${given}' is not ${what}; ${list(known)} are; choose one`);
  process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
