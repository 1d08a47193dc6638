import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { SiteWorker, WorkerRight } from './site-worker';

export interface SiteStepsProps {
  readonly worker: SiteWorker;
  readonly right: WorkerRight;
  readonly recordResults: lambda.IFunction;
  readonly rotateBackups: lambda.IFunction;
}

/**
 * The steps of a plan on one server, one after the other: a run of the worker, its results into the registry, and
 * where the plan says so the rotation. A run that fails is recorded too, site by site, and ends nothing: the steps
 * after it are about other sites as well.
 *
 * Takes `{ steps, at, execution }`, and adds what was recorded of each step as `results`.
 */
export class SiteSteps extends Construct {
  public readonly state: sfn.Map;

  constructor(scope: Construct, id: string, { worker, right, recordResults, rotateBackups }: SiteStepsProps) {
    super(scope, id);
    const run = worker.run(this, 'Run the worker', right);
    const record = invoke(this, 'Record results', recordResults, {
      payload: sfn.TaskInput.fromJsonPathAt('$'),
      resultSelector: { 'failed.$': '$.Payload.failed', 'done.$': '$.Payload.done' },
      resultPath: '$.recorded',
    });
    run.addCatch(record, { resultPath: '$.error' });
    record.addRetry(AGAIN);
    const rotate = invoke(this, 'Rotate backups', rotateBackups, {
      payload: sfn.TaskInput.fromObject({ step: sfn.JsonPath.objectAt('$.step') }),
      resultSelector: { 'failed.$': '$.Payload.failed' },
      resultPath: '$.rotated',
    });
    rotate.addRetry(AGAIN);
    const done = new sfn.Pass(this, 'Step done', { outputPath: '$.recorded' });
    // Tonight's surplus goes tomorrow night; but an erasure isn't done while a backup is still there.
    const removed = new sfn.Choice(this, 'Removed?')
      .when(
        sfn.Condition.and(
          sfn.Condition.stringEquals('$.step.then', 'remove'),
          sfn.Condition.numberGreaterThan('$.rotated.failed', 0),
        ),
        new sfn.Fail(this, 'Not removed', { error: 'BackupsRemain', cause: 'Not all backups could be removed.' }),
      )
      .otherwise(done);
    const after = new sfn.Choice(this, 'Rotate?')
      .when(sfn.Condition.stringEquals('$.step.then', 'nothing'), done)
      .otherwise(rotate.next(removed));
    this.state = new sfn.Map(this, 'Each step', {
      itemsPath: '$.steps',
      itemSelector: {
        'step.$': '$$.Map.Item.Value',
        'at.$': '$.at',
        'execution.$': '$.execution',
      },
      maxConcurrency: 1,
      resultPath: '$.results',
    });
    this.state.itemProcessor(run.next(record).next(after));
  }
}

/** Both can be repeated, whatever they stumbled over. */
const AGAIN: sfn.RetryProps = { errors: ['States.TaskFailed'], interval: Duration.seconds(30), maxAttempts: 3 };

/** Invokes a function, and again when the service or the function stumbles: all of ours can be repeated. */
export function invoke(
  scope: Construct,
  id: string,
  lambdaFunction: lambda.IFunction,
  props: Omit<tasks.LambdaInvokeProps, 'lambdaFunction' | 'retryOnServiceExceptions' | 'queryLanguage'>,
): tasks.LambdaInvoke {
  const state = new tasks.LambdaInvoke(scope, id, { ...props, lambdaFunction, retryOnServiceExceptions: false });
  state.addRetry({
    errors: [
      'Lambda.TooManyRequestsException',
      'Lambda.ServiceException',
      'Lambda.SdkClientException',
      'Lambda.Unknown',
    ],
    interval: Duration.seconds(5),
    backoffRate: 2,
    maxAttempts: 8,
    maxDelay: Duration.minutes(2),
    jitterStrategy: sfn.JitterType.FULL,
  });
  return state;
}
