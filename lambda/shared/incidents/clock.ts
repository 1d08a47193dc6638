import { StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';

/**
 * Starts the clock of an incident, which looks at it whenever a deadline of it has come. Started once more under the
 * same name it goes on as it is; without it the sweep looks as well, every few minutes.
 *
 * @param reason What made the clock necessary; part of the execution's name.
 */
export async function startClock(client: SFNClient, machine: string, incident: string, reason: string): Promise<void> {
  const name = `${incident}-${reason}`;
  try {
    await client.send(
      new StartExecutionCommand({ stateMachineArn: machine, name, input: JSON.stringify({ incident }) }),
    );
  } catch (error) {
    if ((error as Error).name !== 'ExecutionAlreadyExists') throw error;
  }
}
