import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { bundledProgram } from '../lib/platform/bundle';
import { NEXT_ATTEMPTS, type SiteWorker } from '../lib/sites/site-worker';

/**
 * The site worker where there is no Fargate: the same program, on this machine, started by a function of the embedded
 * AWS. Nothing else of a state machine differs.
 */
export class LocalWorker extends Construct implements SiteWorker {
  private readonly runner: lambda.Function;

  /** @param environment Of the worker: see worker/environment.ts; and WORKER_RUNS. */
  constructor(scope: Construct, id: string, environment: Readonly<Record<string, string>>) {
    super(scope, id);
    this.runner = new lambda.Function(this, 'Runner', {
      code: lambda.Code.fromAsset(bundledProgram({ source: 'rehearsal/run-worker/handler.ts', name: 'index.js' })),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      timeout: Duration.minutes(15),
      memorySize: 512,
      environment,
    });
    this.runner.addToRolePolicy(new iam.PolicyStatement({ actions: ['*'], resources: ['*'] }));
  }

  public run(scope: Construct, id: string): sfn.TaskStateBase {
    const task = new tasks.LambdaInvoke(scope, id, {
      lambdaFunction: this.runner,
      payload: sfn.TaskInput.fromObject({ arguments: sfn.JsonPath.listAt('$.step.arguments') }),
      resultPath: sfn.JsonPath.DISCARD,
      retryOnServiceExceptions: false,
    });
    return task.addRetry({ errors: ['States.ALL'], ...NEXT_ATTEMPTS });
  }
}
