import { Duration, Tags, TimeZone } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { SLOT_TAG, START_WINDOW_MINUTES } from './retention';

export interface SlotPlanProps {
  /** Shown in the console and in reports. */
  readonly name: string;
  /** Value of the slot tag on the plan and its recovery points. */
  readonly slot: string;
  /** Local schedule, as `cron(...)`. */
  readonly schedule: string;
  /** IANA time zone of the schedule (BK-01). */
  readonly timeZone: string;
  readonly keepForDays: number;
  /** Minutes after the opening of the start window at which a job is ended. */
  readonly completionWindowMinutes: number;
  readonly vault: backup.IBackupVault;
  /** Vault of the recovery region; copies live as long as their originals (BK-20). @default - no copies */
  readonly copyTo?: backup.IBackupVault;
}

/** An AWS Backup plan with a single rule. */
export class SlotPlan extends Construct {
  public readonly planId: string;

  constructor(scope: Construct, id: string, props: SlotPlanProps) {
    super(scope, id);
    const deleteAfter = Duration.days(props.keepForDays);
    const plan = new backup.BackupPlan(this, 'Plan', {
      backupPlanName: props.name,
      backupPlanRules: [
        new backup.BackupPlanRule({
          ruleName: props.slot,
          scheduleExpression: events.Schedule.expression(props.schedule),
          scheduleExpressionTimezone: TimeZone.of(props.timeZone),
          startWindow: Duration.minutes(START_WINDOW_MINUTES),
          completionWindow: Duration.minutes(props.completionWindowMinutes),
          deleteAfter,
          backupVault: props.vault,
          copyActions: props.copyTo && [{ destinationBackupVault: props.copyTo, deleteAfter }],
          recoveryPointTags: { [SLOT_TAG]: props.slot },
        }),
      ],
    });
    Tags.of(plan).add(SLOT_TAG, props.slot);
    this.planId = plan.backupPlanId;
  }
}
