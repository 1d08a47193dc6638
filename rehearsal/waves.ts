import { GetScheduleCommand, paginateListSchedules, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from './world';

/** A deployed schedule that backs sites up. */
export interface BackupSchedule {
  readonly expression: string;
  /** Of the sites that it backs up. That of the schedule itself the embedded AWS does not keep. */
  readonly timeZone: string;
  readonly run: 'night' | 'afternoon';
  readonly target: string;
  /** As deployed, with its placeholder for the time. */
  readonly input: string;
}

/** Milliseconds after which an execution is asked whether it has ended, since hardly one ends sooner. */
const FIRST_ASKED_MS = 400;
/** Part of the time that it has taken so far, after which it is asked again. */
const ASKED_AGAIN_AFTER = 1 / 6;

/** Starts what is deployed, and waits for its end. */
export class Operations {
  private readonly sfn: SFNClient;
  private readonly scheduler: SchedulerClient;

  constructor(world: World) {
    this.sfn = new SFNClient(world.aws.client());
    this.scheduler = new SchedulerClient(world.aws.client());
  }

  /** The schedules of backups, as the embedded AWS has them. */
  public async backupSchedules(): Promise<BackupSchedule[]> {
    const found: BackupSchedule[] = [];
    for await (const { Schedules = [] } of paginateListSchedules({ client: this.scheduler }, {})) {
      for (const { Name, GroupName } of Schedules) {
        const schedule = await this.scheduler.send(new GetScheduleCommand({ Name, GroupName }));
        const { ScheduleExpression: expression = '', Target } = schedule;
        const { Arn: target = '', Input: input = '' } = Target ?? {};
        if (!input.includes('"run"')) continue;
        const { timeZone, run } = JSON.parse(input) as Pick<BackupSchedule, 'timeZone' | 'run'>;
        found.push({ expression, timeZone, run, target, input });
      }
    }
    return found;
  }

  /** Does what the scheduler does at a moment: it puts the moment in, and starts the target. @param name Of the execution. */
  public fire({ target, input }: BackupSchedule, at: Date, name: string): Promise<Ended> {
    const filled = JSON.parse(input.replace('<aws.scheduler.scheduled-time>', at.toISOString())) as object;
    return this.run(target, filled, name);
  }

  /** Starts the state machine of an operation on one site of an environment. */
  public async operate(
    environment: string,
    operation: string,
    input: { readonly site: string; readonly copy?: readonly string[] },
  ): Promise<Ended> {
    const { stateMachines = [] } = await this.sfn.send(new ListStateMachinesCommand({ maxResults: 1000 }));
    const name = `sites-${environment}-One${operation}Machine`;
    const found = stateMachines.find((machine) => machine.name?.startsWith(name));
    if (!found?.stateMachineArn) throw new Error(`No state machine ${name}… is deployed`);
    return this.run(found.stateMachineArn, input);
  }

  private async run(stateMachineArn: string, input: object, name?: string): Promise<Ended> {
    const started = performance.now();
    const { executionArn } = await this.sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), name }),
    );
    await sleep(FIRST_ASKED_MS);
    for (;;) {
      const { status, output, error, cause } = await this.sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'RUNNING') {
        return { status: status ?? '', output, error, cause, seconds: (performance.now() - started) / 1000 };
      }
      await sleep((performance.now() - started) * ASKED_AGAIN_AFTER);
    }
  }
}

export interface Ended {
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly seconds: number;
}
