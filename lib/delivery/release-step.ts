import { spawn } from 'node:child_process';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Environment, HomeRegion } from '../config/platform';
import { RELEASED } from '../sites/site-waves';
import { deploymentOrder } from './deployment-order';
import { probeSites } from './probe-sites';
import { takeReleaseSnapshots } from './take-release-snapshots';
import { watchAlarms } from './watch-alarms';

export const STEPS = ['snapshot', 'deploy', 'confirm'] as const;
export type Step = (typeof STEPS)[number];

export interface ReleaseStepProps {
  readonly step: Step;
  readonly environment: Environment;
  /** Undefined for what the account has once, which is only deployed. */
  readonly home: HomeRegion | undefined;
  /** Folder of the assembly. */
  readonly app: string;
  /** Name of the release. */
  readonly release: string;
  /** Minutes in which an alarm takes the release back. */
  readonly watchMinutes: number;
}

/** Sites of a region that are asked whether they answer: all run on the same servers. */
const PROBED = 5;

/** One step of a release into one environment and region; throws where the release must not go on. */
export async function releaseStep(props: ReleaseStepProps): Promise<void> {
  const { step, home, environment, release } = props;
  if (step === 'deploy') {
    for (const stacks of deploymentOrder(environment, home)) await deploy(props.app, stacks);
    return;
  }
  if (!home) throw new Error(`'${step}' is a step of a region; name it by --region`);
  if (step === 'snapshot') {
    await takeReleaseSnapshots({ sfn: new SFNClient({ region: home.region }), environment: environment.name, release });
    return;
  }
  await confirm(props, home);
}

async function deploy(app: string, stacks: readonly string[]): Promise<void> {
  const options = ['--app', app, '--require-approval', 'never', '--progress', 'events', '--no-notices', '--ci'];
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn('npx', ['cdk', 'deploy', ...options, ...stacks], { stdio: 'inherit' });
    child.on('error', reject).on('exit', resolve);
  });
  if (code !== 0) throw new Error(`${stacks.join(' and ')} could not be deployed`);
}

/** Whether the region bears the release; only then is everybody else told of it (TN-14). */
async function confirm({ environment, watchMinutes, release }: ReleaseStepProps, home: HomeRegion): Promise<void> {
  const { region, sites } = home;
  const path = environment.config.web.healthCheckPath;
  const down = await probeSites(sites.slice(0, PROBED).map(({ hostName }) => ({ hostName, path })));
  if (down.length > 0) throw new Error(down.join('; '));
  const up = await watchAlarms({
    cloudwatch: new CloudWatchClient({ region }),
    prefix: `${environment.name}-${region}-web`,
    looks: watchMinutes * 2,
    every: 30_000,
  });
  if (up.length > 0) throw new Error(`alarms that are up after the release: ${up.join(', ')}`);
  const entry = { Source: RELEASED.source, DetailType: RELEASED.detailType, Detail: JSON.stringify({ release }) };
  const { FailedEntryCount = 0 } = await new EventBridgeClient({ region }).send(
    new PutEventsCommand({ Entries: [entry] }),
  );
  if (FailedEntryCount > 0) throw new Error('the event bus did not take the word that the release is there');
}
