import { Duration, Tags } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Operation } from '../../lambda/shared/step';
import { OPERATION_TAG } from '../audit/staff-access';
import type { RegionalLogs } from '../audit/regional-logs';
import { RECOVERY_TIME_HOURS } from '../backup/retention';
import { PlatformStateMachine } from './platform-state-machine';
import { invoke, SiteSteps, type SiteStepsProps } from './site-steps';

export interface SiteOperationProps extends Omit<SiteStepsProps, 'right'> {
  readonly operation: Exclude<Operation, 'backup'>;
  readonly comment: string;
  readonly planOperation: lambda.IFunction;
  readonly key: kms.IKey;
  readonly logs: RegionalLogs;
}

/** Operations that take something away for good; only they run with the right to. */
const DESTRUCTIVE: readonly Operation[] = ['erase', 'retire'];

/**
 * One operation on one site, started by a person or by an event: `{ site, … }`, see the runbook. A refusal, such as
 * for a legal hold, is the execution's error by name; nothing has been changed then.
 */
export class SiteOperation extends Construct {
  public readonly machine: PlatformStateMachine;

  constructor(scope: Construct, id: string, props: SiteOperationProps) {
    super(scope, id);
    const { operation, comment, planOperation, key, logs } = props;
    const plan = invoke(this, 'Plan', planOperation, {
      payload: sfn.TaskInput.fromObject({
        operation,
        'request.$': '$',
        'at.$': '$$.Execution.StartTime',
        'execution.$': '$$.Execution.Name',
      }),
      outputPath: '$.Payload',
    });
    const { state } = new SiteSteps(this, 'Steps', {
      ...props,
      right: DESTRUCTIVE.includes(operation) ? 'destroy' : 'operate',
    });
    const failed = new sfn.Fail(this, 'Failed', {
      error: 'SiteOperationFailed',
      cause: `The ${operation} failed; the registry and the worker's log say why.`,
    });
    const judge = new sfn.Choice(this, 'Succeeded?')
      .when(sfn.Condition.isNotPresent('$.results[0]'), new sfn.Succeed(this, 'Nothing to do'))
      .when(sfn.Condition.numberGreaterThan('$.results[0].failed', 0), failed)
      .otherwise(new sfn.Succeed(this, 'Succeeded'));
    this.machine = new PlatformStateMachine(this, 'Machine', {
      comment,
      definition: plan.next(state).next(judge),
      invokes: [planOperation, props.recordResults, props.rotateBackups],
      timeout: Duration.hours(RECOVERY_TIME_HOURS),
      key,
      logs,
    });
    Tags.of(this.machine).add(OPERATION_TAG, operation);
  }
}
