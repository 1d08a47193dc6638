import { Duration } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import { PlatformStateMachine } from '../sites/platform-state-machine';
import { invoke } from '../sites/site-steps';
import type { SiteWorker } from '../sites/site-worker';
import type { DrillFunctions } from './drill-functions';
import type { DrillServer } from './drill-server';

export interface DrillMachineProps {
  readonly server: DrillServer;
  readonly functions: DrillFunctions;
  readonly worker: SiteWorker;
  readonly key: kms.IKey;
  readonly logs: RegionalLogs;
}

/** How long a server may take to be there, or to be gone; it is asked for every minute. */
const SERVER_MINUTES = 60;

/**
 * More than all that its states may take together: an hour and a half each to clear, make and delete the server, three runs of
 * the worker of six hours, the functions. A machine that ran out of time would leave its server.
 */
const TIMEOUT_HOURS = 25;

/**
 * A recovery drill in AWS (DR-04): a database server of its own, into which the worker restores the newest backup of each
 * site from this region's copies, site by site in the order of their priority (DR-05), and compares it with its manifest.
 * Whatever fails, what became of it is recorded, and the server goes.
 */
export class DrillMachine extends Construct {
  public readonly machine: PlatformStateMachine;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DrillMachineProps,
  ) {
    super(scope, id);
    const { server, functions, worker, key, logs } = props;
    const now = { 'at.$': '$$.Execution.StartTime', 'execution.$': '$$.Execution.Name' };
    const begin = new sfn.Pass(this, 'Begin', { parameters: now });
    const left = this.serverStep('Clear what is left', 'clear', sfn.JsonPath.DISCARD);
    const make = this.serverStep('Make the server', 'make', '$.server');
    const plan = invoke(this, 'Plan', functions.plan, {
      payload: sfn.TaskInput.fromObject({
        drill: 'recovery',
        'at.$': '$.at',
        'execution.$': '$.execution',
        'server.$': '$.server',
      }),
      resultSelector: { 'step.$': '$.Payload.step', 'sites.$': '$.Payload.sites' },
      resultPath: '$.planned',
    });
    // What the worker is run with stands where it does in every machine.
    const ready = new sfn.Pass(this, 'Ready', { inputPath: '$.planned.step', resultPath: '$.step' });
    const run = worker.run(this, 'Restore and compare', 'prove');
    const record = invoke(this, 'Record', functions.record, {
      payload: sfn.TaskInput.fromJsonPathAt('$'),
      resultSelector: { 'succeeded.$': '$.Payload.succeeded', 'summary.$': '$.Payload.summary' },
      resultPath: '$.recorded',
    });
    const remove = this.serverStep('Delete the server', 'clear', sfn.JsonPath.DISCARD);
    for (const state of [left, make, plan, run]) state.addCatch(record, { resultPath: '$.error' });
    record.addRetry(AGAIN);
    record.addCatch(remove, { resultPath: '$.error' });
    remove.addRetry({ ...AGAIN, maxAttempts: 10, backoffRate: 1 });
    remove.next(this.judge());
    this.machine = new PlatformStateMachine(this, 'Machine', {
      comment: 'Recovery drill: restores the sites of the home region into a server of its own, which goes again',
      definition: sfn.Chain.start(begin)
        .next(left)
        .next(make)
        .next(plan)
        .next(ready)
        .next(run)
        .next(record)
        .next(remove),
      invokes: [server.function, functions.plan, functions.record],
      timeout: Duration.hours(TIMEOUT_HOURS),
      key,
      logs,
    });
  }

  private serverStep(id: string, step: 'make' | 'clear', resultPath: string): tasks.LambdaInvoke {
    const state = invoke(this, id, this.props.server.function, {
      payload: sfn.TaskInput.fromObject({ step }),
      ...(resultPath === sfn.JsonPath.DISCARD ? {} : { resultSelector: SERVER }),
      resultPath,
    });
    state.addRetry({
      errors: ['NotYet'],
      interval: Duration.minutes(1),
      backoffRate: 1,
      maxAttempts: SERVER_MINUTES,
    });
    return state;
  }

  private judge(): sfn.Choice {
    const failed = new sfn.Fail(this, 'Failed', { error: 'RecoveryDrillFailed', causePath: '$.recorded.summary' });
    const unrecorded = new sfn.Fail(this, 'Not recorded', {
      error: 'RecoveryDrillNotRecorded',
      cause: 'What the drill has shown could not be recorded.',
    });
    return new sfn.Choice(this, 'Succeeded?')
      .when(sfn.Condition.isNotPresent('$.recorded'), unrecorded)
      .when(sfn.Condition.booleanEquals('$.recorded.succeeded', true), new sfn.Succeed(this, 'Succeeded'))
      .otherwise(failed);
  }
}

/** What the function says of a server that is ready. */
const SERVER = { 'host.$': '$.Payload.host', 'port.$': '$.Payload.port', 'secret.$': '$.Payload.secret' };

/** What can be repeated, whatever it stumbled over. */
const AGAIN: sfn.RetryProps = { errors: ['States.TaskFailed'], interval: Duration.seconds(30), maxAttempts: 3 };
