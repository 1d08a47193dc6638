// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
import { alone, rewrite } from './mutation';
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
  'BK-01.NightlyBackups': [
    (p) => (p.ScheduleExpression = 'cron(0 5 * * ? *)'),
    (p) => (p.State = 'DISABLED'),
    (p) => (p.Target.Input = '{"run":"afternoon"}'),
    (p) => (p.Target.Arn = { Ref: 'Nowhere' }),
  ],
  // No selection is about it any more.
  'BK-02.ServersInPlans': [alone('AWS::Backup::BackupSelection')],
  'BK-03.BackupWaves': [
    (p) => rewrite(p, 'DefinitionString', 'ecs:runTask.sync', 'lambda:invoke'),
    (p) => rewrite(p, 'DefinitionString', 'DISTRIBUTED', 'INLINE'),
    (p) => rewrite(p, 'DefinitionString', 'Rotate backups', 'Go on'),
    (p) => rewrite(p, 'DefinitionString', 'Report the server', 'Go on'),
  ],
  'BK-04.SlotPlans': [
    (p) => (p.BackupPlan.BackupPlanRule[0].ScheduleExpression = 'cron(0 4 ? * MON *)'),
    (p) => (p.BackupPlan.BackupPlanRule[0].Lifecycle.DeleteAfterDays = 6),
  ],
  'BK-11.SiteBackupsKept': [
    (p) => (p.ObjectLockConfiguration.Rule.DefaultRetention.Days = 1),
    (p) => (p.VersioningConfiguration.Status = 'Suspended'),
    (p) => p.LifecycleConfiguration.Rules.push({ Id: 'by-age', Status: 'Enabled', ExpirationInDays: 60 }),
    (p) => rewrite(p, 'LifecycleConfiguration', '"NoncurrentDays":14', '"NoncurrentDays":1'),
    (p) => rewrite(p, 'LifecycleConfiguration', 'GLACIER_IR', 'DEEP_ARCHIVE'),
  ],
  'BK-13.ReplicasElsewhere': [(p) => (p.SourceDBInstanceIdentifier = 'shared-1'), (p) => delete p.KmsKeyId],
  'BK-26.FailuresNoticed': [
    (p) => (p.State = 'DISABLED'),
    (p) => (p.Targets = []),
    (p) => p.EventPattern['detail-type'].pop(),
    (p) => rewrite(p, 'EventPattern', 'ABORTED', 'COMPLETED'),
  ],
};
