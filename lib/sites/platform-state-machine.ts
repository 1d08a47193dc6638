import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct, IConstruct } from 'constructs';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { RegionalLogs } from '../audit/regional-logs';

export interface PlatformStateMachineProps {
  readonly definition: sfn.IChainable;
  readonly comment: string;
  /** Functions that it invokes. */
  readonly invokes: readonly lambda.IFunction[];
  /** Longest time of an execution. */
  readonly timeout: Duration;
  /** Encrypts what executions hold. */
  readonly key: kms.IKey;
  readonly logs: Pick<RegionalLogs, 'key'>;
  /** Whether what states hold is logged: not where it may name people. @default true */
  readonly logsData?: boolean;
}

/** Executions of state machines that did not succeed. */
export function failedExecutions(machines: readonly sfn.IStateMachine[]): events.EventPattern {
  return {
    source: ['aws.states'],
    detailType: ['Step Functions Execution Status Change'],
    detail: {
      status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
      stateMachineArn: machines.map(({ stateMachineArn }) => stateMachineArn),
    },
  };
}

/** A state machine as all of ours are: every step logged and traced, executions encrypted by our key, bounded in time. */
export class PlatformStateMachine extends sfn.StateMachine {
  constructor(scope: Construct, id: string, props: PlatformStateMachineProps) {
    const { definition, invokes, key, logs, logsData = true, ...rest } = props;
    super(scope, id, {
      ...rest,
      definitionBody: sfn.DefinitionBody.fromChainable(definition),
      tracingEnabled: true,
      encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(key, Duration.minutes(15)),
      logs: {
        level: sfn.LogLevel.ALL,
        // States hold ids, addresses of jobs and counts; never a customer's data, unless it is said.
        includeExecutionData: logsData,
        destination: new PlatformLogGroup(scope, `${id}Logs`, {
          key: logs.key,
          // Of this prefix are log groups that need no policy of their own, of which a region has ten.
          logGroupName: `/aws/vendedlogs/states/${Stack.of(scope).stackName}-${scope.node.id}`,
        }),
      },
    });
    this.acknowledgeVersions(invokes);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'Delivery of logs and X-Ray traces have no resource to name; their actions take only "*".',
    });
  }

  /** The construct that invokes a function asks for its versions and aliases along with it. */
  private acknowledgeVersions(invokes: readonly lambda.IFunction[]): void {
    for (const { node } of new Set(invokes)) {
      const resource = node.defaultChild as lambda.CfnFunction;
      Validations.of(this).acknowledge({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(resource)}.Arn>:*]`,
        reason: 'Versions and aliases of one function of ours, which this state machine invokes; it has neither.',
      });
    }
  }

  /** Acknowledges the right of somebody to look at executions of this machine: they are named when they are started. */
  public acknowledgeExecutions(scope: IConstruct, suffixes: readonly string[]): void {
    const { account, region } = Stack.of(this);
    const logicalId = Stack.of(this).getLogicalId(this.node.defaultChild as sfn.CfnStateMachine);
    const name = JSON.stringify({ 'Fn::Select': [6, { 'Fn::Split': [':', { Ref: logicalId }] }] });
    for (const suffix of suffixes) {
      Validations.of(scope).acknowledge({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:aws:states:${region}:${account}:execution:${name}${suffix}]`,
        reason: 'Executions of one state machine of ours, which are named when they are started.',
      });
    }
  }
}
