import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  StartExecutionCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { SiteRecord } from '../shared/registry/records';

/** So many executions for one site have failed before a person is to look, rather than the next catalogue to try again. */
const ATTEMPTS = 50;

/**
 * Has a planned site onboarded. The execution is named after the site, since when it is planned and the attempt: while
 * one is at work another event starts no second one, and when it has failed the next event tries again.
 */
export async function startOnboarding(
  client: SFNClient,
  machine: string,
  { id, since }: Pick<SiteRecord, 'id' | 'since'>,
): Promise<void> {
  const input = JSON.stringify({ site: id });
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const name = `onboard-${id}-${since.replace(/\D/g, '').slice(0, 14)}-${attempt}`;
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn: machine, name, input }));
      return;
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
    if (await isRunning(client, `${machine.replace(':stateMachine:', ':execution:')}:${name}`)) return;
  }
  throw new Error(`Onboarding has failed ${ATTEMPTS} times; find out why and start the state machine by hand`);
}

async function isRunning(client: SFNClient, executionArn: string): Promise<boolean> {
  const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
  return status === 'RUNNING' || status === 'PENDING_REDRIVE';
}
