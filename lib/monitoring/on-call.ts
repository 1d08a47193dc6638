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

export interface PlatformAlarmProps extends Omit<cloudwatch.AlarmProps, 'alarmDescription' | 'actionsEnabled'> {
  readonly onCall: OnCall;
  /** Heading of the section in docs/runbook.md, as an anchor, such as `backup-missing`. */
  readonly runbook: string;
  /** What is wrong, in one sentence that makes sense at night. */
  readonly meaning: string;
}

/** An alarm that tells on-call when it rises and falls, and links to its section of the runbook (AV-08). */
export class PlatformAlarm extends cloudwatch.Alarm {
  constructor(scope: Construct, id: string, props: PlatformAlarmProps) {
    const { onCall, runbook, meaning, ...rest } = props;
    super(scope, id, {
      ...rest,
      actionsEnabled: true,
      alarmDescription: `${meaning} What to do: ${onCall.runbookUrl}#${runbook}`,
    });
    const notify = new actions.SnsAction(onCall.topic);
    this.addAlarmAction(notify);
    this.addOkAction(notify);
  }
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
