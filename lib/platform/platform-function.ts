import { Duration, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { RegionalLogs } from '../audit/regional-logs';
import { PlatformAlarm, UNMEASURED_QUEUE } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { bundledCode } from './bundle';

export interface PlatformFunctionProps {
  /** Folder under `lambda/`, whose `handler.ts` exports `handler`. */
  readonly entry: string;
  readonly description: string;
  /** Its key encrypts the log group, the environment and the dead letters. */
  readonly logs: Pick<RegionalLogs, 'key' | 'shipped'>;
  /**
   * How sensitive its log lines are: `usage` where it works with nothing that belongs to a person, so that they may go to
   * third parties (LG-09, TN-24). @default customer
   */
  readonly logsData?: 'customer' | 'usage';
  /** Environment variables; no secrets. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Puts it into the application subnets, as `operations`. @default - outside the VPC: it reaches only AWS APIs */
  readonly network?: Network;
  /** Why it needs no way into the VPC, where it has none. @default - it calls AWS APIs only */
  readonly outsideVpc?: string;
  /** For a function that is invoked asynchronously: whom failed events wake. @default - its caller sees its errors */
  readonly asynchronous?: { readonly onCall: OnCall };
  /** How many run at once. @default 1 */
  readonly reservedConcurrency?: number;
  /** @default 1 minute */
  readonly timeout?: Duration;
  /** Its own name, where a policy of another stack must know it. @default - given by CloudFormation */
  readonly functionName?: string;
  /** Name of its role, where another stack's policy must know it. @default - given by CloudFormation */
  readonly roleName?: string;
  /** In MB. @default 256 */
  readonly memory?: number;
}

/**
 * A Lambda function as all of ours are: one bundle without layers, arm64, traced, its own encrypted log group kept for
 * 400 days, bounded in number and time (CR-06, TN-19). Its role holds what is granted to it and no managed policy.
 */
export class PlatformFunction extends lambda.Function {
  constructor(scope: Construct, id: string, props: PlatformFunctionProps) {
    // The parts it needs exist before it, so they live in the caller's scope under the function's id.
    const parts = new Construct(scope, `${id}Parts`);
    const logGroup = new PlatformLogGroup(parts, 'Logs', {
      key: props.logs.key,
      data: props.logsData,
      shipped: props.logs.shipped,
    });
    const role = executionRole(parts, props, logGroup);
    const deadLetters = props.asynchronous && deadLetterQueue(parts, props, props.asynchronous.onCall);
    super(scope, id, {
      functionName: props.functionName,
      description: props.description,
      code: bundledCode(props.entry),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      environmentEncryption: props.logs.key,
      timeout: props.timeout ?? Duration.minutes(1),
      memorySize: props.memory ?? 256,
      reservedConcurrentExecutions: props.reservedConcurrency ?? 1,
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup,
      role,
      deadLetterQueue: deadLetters,
      ...(props.network && {
        vpc: props.network.vpc,
        vpcSubnets: props.network.subnets.application,
        securityGroups: [props.network.securityGroups.operations],
      }),
    });
    if (!props.network) {
      const reason =
        props.outsideVpc ?? 'It calls AWS APIs only and no server of ours, so it has no need of a way into the VPC.';
      for (const id of [
        'NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC',
        'PCI.DSS.321::PCI.DSS.321-LambdaInsideVPC',
        'Control-Tower::CT.LAMBDA.PR.3',
      ])
        Validations.of(this).acknowledge({ id, reason });
    }
    if (!deadLetters) {
      Validations.of(this).acknowledge({
        id: 'NIST.800.53.R5::NIST.800.53.R5-LambdaDLQ',
        reason:
          'It is invoked synchronously: its caller receives the error and retries; a dead-letter queue stays empty.',
      });
    }
  }
}

/** Writes its own log group and traces; everything else is granted to it. */
function executionRole(scope: Construct, props: PlatformFunctionProps, logGroup: PlatformLogGroup): iam.Role {
  const role = new iam.Role(scope, 'Role', {
    roleName: props.roleName,
    description: props.description,
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
  });
  logGroup.grantWrite(role);
  props.logs.key.grant(role, 'kms:Decrypt', ...(props.asynchronous ? ['kms:GenerateDataKey'] : []));
  if (props.network) {
    const actions = [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ];
    role.addToPolicy(new iam.PolicyStatement({ actions, resources: ['*'] }));
    // The Lambda service makes the interfaces; the code that it runs may not.
    const byCode = { Null: { 'lambda:SourceFunctionArn': 'false' } };
    role.addToPolicy(
      new iam.PolicyStatement({ effect: iam.Effect.DENY, actions, resources: ['*'], conditions: byCode }),
    );
  }
  Validations.of(role).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'X-Ray traces and the network interfaces of Lambda have no resource to name; both take only "*".',
  });
  return role;
}

function deadLetterQueue(scope: Construct, props: PlatformFunctionProps, onCall: OnCall): sqs.Queue {
  const queue = new sqs.Queue(scope, 'DeadLetters', {
    encryptionMasterKey: props.logs.key,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({
    id: 'Control-Tower::CT.SQS.PR.1',
    reason: 'This queue is itself the dead-letter queue of the function; nothing consumes it but on-call.',
  });
  new PlatformAlarm(scope, 'DeadLetterAlarm', {
    onCall,
    runbook: 'function-failed',
    meaning: `A function gave up on an event after all retries: ${props.description}.`,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: UNMEASURED_QUEUE,
  });
  return queue;
}
