// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
import type { Mutations } from './mutation';

/** A copy that goes to the recovery region of another residency, where the vault is the same. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'ap-southeast-4': 'us-east-1',
  'us-east-1': 'eu-west-1',
  'eu-west-1': 'ap-southeast-4',
};

export const backupMutants: Mutations = {
  'BK-01.BackupTimeZone': [(p) => delete p.BackupPlan.BackupPlanRule[0].ScheduleExpressionTimezone],
  'BK-01.ScheduleTimeZone': [(p) => delete p.ScheduleExpressionTimezone],
  'BK-06.OneRulePerPlan': [(p) => p.BackupPlan.BackupPlanRule.push(p.BackupPlan.BackupPlanRule[0])],
  'BK-20.CopiesInResidency': [
    (p) => {
      const copied = JSON.stringify(p.BackupPlan).replace(
        /ap-southeast-4|us-east-1|eu-west-1/g,
        (region) => ELSEWHERE[region]!,
      );
      p.BackupPlan = JSON.parse(copied);
    },
    ({
      BackupPlan: {
        BackupPlanRule: [rule],
      },
    }) =>
      (rule.CopyActions = [
        {
          DestinationBackupVaultArn: 'arn:aws:backup:sa-east-1:111111111111:backup-vault:x',
          Lifecycle: rule.Lifecycle,
        },
      ]),
  ],
  'BK-26.ScheduleRetries': [(p) => delete p.Target.DeadLetterConfig, (p) => delete p.Target.RetryPolicy],
};
