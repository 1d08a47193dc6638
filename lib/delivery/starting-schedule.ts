import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type { ScheduleTargetBaseProps } from 'aws-cdk-lib/aws-scheduler-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface StartingScheduleProps {
  readonly description: string;
  readonly schedule: scheduler.ScheduleExpression;
  readonly key: kms.IKey;
  /** The one call that it makes, and on what. */
  readonly starts: { readonly action: string; readonly arn: string };
  readonly target: (props: ScheduleTargetBaseProps) => scheduler.IScheduleTarget;
}

/** Starts something at its time, by a role that can do nothing else; tries for two hours, and keeps what failed for two weeks. */
export class StartingSchedule extends Construct {
  constructor(scope: Construct, id: string, { description, schedule, key, starts, target }: StartingScheduleProps) {
    super(scope, id);
    const deadLetterQueue = new sqs.Queue(this, 'NotStarted', {
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    for (const rule of ['Control-Tower::CT.SQS.PR.1', 'AwsSolutions::AwsSolutions-SQS3']) {
      const reason =
        'This queue is itself the dead-letter queue of the schedule; an alarm on what is absent leads on-call to it.';
      Validations.of(deadLetterQueue).acknowledge({ id: rule, reason });
    }
    const role = new iam.Role(this, 'Role', {
      description: `Starts: ${description}`,
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    for (const [actions, resource] of [
      [[starts.action], starts.arn],
      [['sqs:SendMessage'], deadLetterQueue.queueArn],
      [['kms:Decrypt', 'kms:GenerateDataKey'], key.keyArn],
    ] as const) {
      role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [resource] }));
    }
    new scheduler.Schedule(this, 'Schedule', {
      description,
      schedule,
      key,
      target: target({
        role: role.withoutPolicyUpdates(),
        retryAttempts: 20,
        maxEventAge: Duration.hours(2),
        deadLetterQueue,
      }),
    });
  }
}
