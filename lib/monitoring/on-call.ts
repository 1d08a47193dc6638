import { Duration, Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** Whom alarms wake, and where they find what to do. */
export interface OnCall {
  readonly topic: sns.ITopic;
  /** Address of docs/runbook.md. */
  readonly runbookUrl: string;
}

/** How long an alarm waits for the one that would make it superfluous. */
const SUPPRESSION = Duration.minutes(5);

/** A queue at rest is not measured after some hours, whatever waits in it: what was seen last still holds. */
export const UNMEASURED_QUEUE = cloudwatch.TreatMissingData.IGNORE;

export interface PlatformAlarmProps extends Omit<
  cloudwatch.AlarmProps,
  'alarmDescription' | 'actionsEnabled' | 'treatMissingData'
> {
  readonly onCall: OnCall;
  /** Heading of the section in docs/runbook.md, as an anchor, such as `backup-missing`. */
  readonly runbook: string;
  /** What is wrong, in one sentence that makes sense at night. */
  readonly meaning: string;
  /** What it means that nothing is measured: to be decided for each alarm, since silence may be good news or the worst. */
  readonly treatMissingData: cloudwatch.TreatMissingData;
}

/** An alarm that tells on-call when it rises and falls, and links to its section of the runbook (AV-08). */
export class PlatformAlarm extends cloudwatch.Alarm {
  constructor(scope: Construct, id: string, props: PlatformAlarmProps) {
    const { onCall, runbook, meaning, ...rest } = props;
    super(scope, id, {
      ...rest,
      actionsEnabled: true,
      alarmDescription: describe(onCall, meaning, runbook),
    });
    const notify = new actions.SnsAction(onCall.topic);
    this.addAlarmAction(notify);
    this.addOkAction(notify);
  }
}

/**
 * A condition of a composite alarm, which alone tells on-call: by itself it wakes nobody. What it means, and its section of
 * the runbook, are those of the composite.
 */
export class AlarmCondition extends cloudwatch.Alarm {
  constructor(scope: Construct, id: string, { onCall, runbook, meaning, ...rest }: PlatformAlarmProps) {
    super(scope, id, { ...rest, alarmDescription: describe(onCall, meaning, runbook) });
    const reason =
      'It is a condition of the composite alarm beside it, which tells on-call; both would page twice for one thing.';
    for (const rule of ['NIST.800.53.R5::NIST.800.53.R5-CloudWatchAlarmAction', 'Control-Tower::CT.CLOUDWATCH.PR.1'])
      Validations.of(this).acknowledge({ id: rule, reason });
  }
}

export interface CompositePlatformAlarmProps extends Pick<PlatformAlarmProps, 'onCall' | 'runbook' | 'meaning'> {
  readonly rule: cloudwatch.IAlarmRule;
  /** An alarm of the same trouble that says more: while it is raised, this one wakes nobody. @default - none */
  readonly quietWhile?: cloudwatch.IAlarm;
}

/** An alarm on the states of others, which tells on-call as any alarm does (AV-08). */
export class CompositePlatformAlarm extends cloudwatch.CompositeAlarm {
  constructor(scope: Construct, id: string, props: CompositePlatformAlarmProps) {
    const { onCall, runbook, meaning, rule, quietWhile } = props;
    super(scope, id, {
      alarmRule: rule,
      alarmDescription: describe(onCall, meaning, runbook),
      ...(quietWhile && {
        actionsSuppressor: quietWhile,
        // The two rise within minutes of each other; what is still raised when the other has fallen is told then.
        actionsSuppressorWaitPeriod: SUPPRESSION,
        actionsSuppressorExtensionPeriod: SUPPRESSION,
      }),
    });
    const notify = new actions.SnsAction(onCall.topic);
    this.addAlarmAction(notify);
    this.addOkAction(notify);
  }
}

function describe({ runbookUrl }: OnCall, meaning: string, runbook: string): string {
  return `${meaning} What to do: ${runbookUrl}#${runbook}`;
}

export interface PlatformNoticeProps {
  readonly onCall: OnCall;
  readonly runbook: string;
  readonly meaning: string;
  readonly eventPattern: events.EventPattern;
}

/** An event that on-call must hear of at once, with its section of the runbook and the event itself. */
export class PlatformNotice extends Construct {
  public readonly rule: events.Rule;

  constructor(scope: Construct, id: string, props: PlatformNoticeProps) {
    super(scope, id);
    this.rule = new events.Rule(this, 'Rule', { description: props.meaning, eventPattern: props.eventPattern });
    this.rule.addTarget(
      new targets.SnsTopic(props.onCall.topic, {
        message: events.RuleTargetInput.fromObject({
          meaning: props.meaning,
          runbook: `${props.onCall.runbookUrl}#${props.runbook}`,
          event: events.EventField.fromPath('$'),
        }),
      }),
    );
  }
}
