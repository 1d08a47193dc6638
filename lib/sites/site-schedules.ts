import { Duration, Stack, TimeZone, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Site } from '../config/platform';
import { PlatformAlarm, UNMEASURED_QUEUE } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';

export interface SiteSchedulesProps {
  readonly sites: readonly Site[];
  /** IANA zone of the region, for what belongs to no site. */
  readonly timeZone: string;
  readonly key: kms.IKey;
  readonly onCall: OnCall;
}

/** How a start that fails is tried again: a night's work that can't begin within two hours is one for on-call. */
const RETRY = { retryAttempts: 20, maxEventAge: Duration.hours(2) };

/**
 * What starts by itself, each in the time zone that it is meant in (D4). A start that fails for good is kept in a queue
 * for two weeks, and wakes somebody.
 */
export class SiteSchedules extends Construct {
  private readonly group: scheduler.ScheduleGroup;
  private readonly deadLetters: sqs.Queue;
  private readonly role: iam.Role;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SiteSchedulesProps,
  ) {
    super(scope, id);
    this.group = new scheduler.ScheduleGroup(this, 'Group');
    this.deadLetters = new sqs.Queue(this, 'NotStarted', {
      encryptionMasterKey: props.key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    for (const id of ['Control-Tower::CT.SQS.PR.1', 'AwsSolutions::AwsSolutions-SQS3']) {
      const reason = 'This queue is itself the dead-letter queue of the schedules; nothing consumes it but on-call.';
      Validations.of(this.deadLetters).acknowledge({ id, reason });
    }
    this.role = this.startingRole();
    new PlatformAlarm(this, 'NotStartedAlarm', {
      onCall: props.onCall,
      runbook: 'site-schedule-not-started',
      meaning: 'A scheduled operation on sites could not be started, after all attempts.',
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: UNMEASURED_QUEUE,
    });
  }

  /** The nights, and the afternoons where a site ordered them, of every time zone in use (BK-01, BK-12). */
  public backUp(machine: sfn.IStateMachine): void {
    for (const [timeZone, times] of backupTimes(this.props.sites)) {
      for (const time of times) {
        const run = time < '12:00' ? 'night' : 'afternoon';
        const [hour, minute] = time.split(':').map((part) => String(Number(part)));
        this.start(`Backup-${timeZone.replaceAll('/', '-')}-${run}`, machine, {
          description: `Backup of the sites in ${timeZone} at ${time} local time`,
          schedule: scheduler.ScheduleExpression.cron({ hour, minute, timeZone: TimeZone.of(timeZone) }),
          input: { timeZone, run },
        });
      }
    }
  }

  /** Every quarter, at ten in the morning of the region: all sites are restored for a test (DR-04). */
  public drill(machine: sfn.IStateMachine, description = 'Quarterly recovery test of all sites', day = 8): void {
    this.start('Drill', machine, {
      description,
      schedule: scheduler.ScheduleExpression.cron({
        minute: '0',
        hour: '10',
        day: String(day),
        month: '1,4,7,10',
        timeZone: this.zone,
      }),
      input: {},
    });
  }

  /** Every hour: are all backups there? */
  public watch(findMissing: lambda.IFunction): void {
    this.hourly('Watch', findMissing, 'Looks for sites without a recent backup or proof');
  }

  /** Every hour, at half past: the function is told the time. */
  public hourly(id: string, watcher: lambda.IFunction, description: string): void {
    new scheduler.Schedule(this, id, {
      ...this.common,
      description,
      schedule: scheduler.ScheduleExpression.cron({ minute: '30', timeZone: this.zone }),
      target: new targets.LambdaInvoke(watcher, {
        ...this.starting('lambda:InvokeFunction', watcher.functionArn),
        input: scheduler.ScheduleTargetInput.fromObject({ at: scheduler.ContextAttribute.scheduledTime }),
      }),
    });
  }

  private start(
    id: string,
    machine: sfn.IStateMachine,
    {
      description,
      schedule,
      input,
    }: {
      readonly description: string;
      readonly schedule: scheduler.ScheduleExpression;
      readonly input: Readonly<Record<string, string>>;
    },
  ): void {
    new scheduler.Schedule(this, id, {
      ...this.common,
      description,
      schedule,
      target: new targets.StepFunctionsStartExecution(machine, {
        ...this.starting('states:StartExecution', machine.stateMachineArn),
        input: scheduler.ScheduleTargetInput.fromObject({ at: scheduler.ContextAttribute.scheduledTime, ...input }),
      }),
    });
  }

  /** What the scheduler acts as: it starts what these schedules start, and nothing else. */
  private startingRole(): iam.Role {
    const { account } = Stack.of(this);
    const role = new iam.Role(this, 'Role', {
      description: 'Starts scheduled operations on sites',
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetters.queueArn] }));
    // The queue, the schedules' inputs and the executions are all encrypted by the one key.
    const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];
    role.addToPolicy(new iam.PolicyStatement({ actions, resources: [this.props.key.keyArn] }));
    return role;
  }

  /** How a target is started; the role is given no more than this one action on it. */
  private starting(action: string, arn: string) {
    this.role.addToPolicy(new iam.PolicyStatement({ actions: [action], resources: [arn] }));
    return { ...RETRY, deadLetterQueue: this.deadLetters, role: this.role.withoutPolicyUpdates() };
  }

  private get common() {
    return { scheduleGroup: this.group, key: this.props.key };
  }

  private get zone(): TimeZone {
    return TimeZone.of(this.props.timeZone);
  }
}

/** Local times of backups by time zone, both in order. */
export function backupTimes(sites: readonly Pick<Site, 'timeZone' | 'backupTimes'>[]): Map<string, string[]> {
  const zones = new Map<string, Set<string>>();
  for (const { timeZone, backupTimes: times } of sites) {
    for (const time of times) zones.set(timeZone, (zones.get(timeZone) ?? new Set()).add(time));
  }
  return new Map([...zones].sort().map(([zone, times]) => [zone, [...times].sort()]));
}
