import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ListTagsForResourceCommand,
  paginateListStateMachines,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { OPERATION_TAG } from '../audit/staff-access';

export interface TakeReleaseSnapshotsProps {
  readonly sfn: SFNClient;
  /** Environment whose machine is meant, where an account holds two. */
  readonly environment: string;
  /** Name of the release, which the snapshots bear. */
  readonly release: string;
  /** Milliseconds between two looks at whether it is done. @default 30 seconds */
  readonly every?: number;
}

/** Has snapshots taken of all that a release could harm, and waits for them; throws where they can't be had (DR-08). */
export async function takeReleaseSnapshots(props: TakeReleaseSnapshotsProps): Promise<void> {
  const { sfn, release, every = 30_000 } = props;
  const stateMachineArn = await releaseMachine(props);
  const executionArn = await start(sfn, stateMachineArn, release);
  for (;;) {
    const { status, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'SUCCEEDED') return;
    if (status !== 'RUNNING') {
      const why = [error, cause].filter((part) => part !== undefined).join(': ');
      throw new Error(`the snapshots before the release ended as ${status} (${why || executionArn})`);
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

/** A release that is deployed again has its snapshots: the machine leaves alone what is there. */
async function start(sfn: SFNClient, stateMachineArn: string, release: string): Promise<string> {
  const input = JSON.stringify({ release });
  for (let attempt = 1; ; attempt++) {
    try {
      const name = `release-${release.slice(0, 40)}-${attempt}`;
      const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      return executionArn ?? '';
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists) || attempt >= MOST_ATTEMPTS) throw error;
    }
  }
}

/** As often a release can be tried in one region within the ninety days in which names are remembered. */
const MOST_ATTEMPTS = 50;

/** Its name is given by CloudFormation; its tags say what it does, and where. */
async function releaseMachine({ sfn, environment }: TakeReleaseSnapshotsProps): Promise<string> {
  for await (const { stateMachines = [] } of paginateListStateMachines({ client: sfn }, {})) {
    for (const { stateMachineArn } of stateMachines) {
      const { tags = [] } = await sfn.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }));
      const tag = (key: string) => tags.find((one) => one.key === key)?.value;
      if (stateMachineArn && tag(OPERATION_TAG) === 'release' && tag('cordon:environment') === environment) {
        return stateMachineArn;
      }
    }
  }
  throw new Error(`no state machine of ${environment} takes release snapshots; is the upkeep stack deployed?`);
}
