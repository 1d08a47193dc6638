// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
import { rewrite } from './mutation';
import type { Mutations } from './mutation';

export const recoveryMutants: Mutations = {
  'DR-04.DrillName': [
    (p, type) => (p[type.endsWith('Plan') ? 'RestoreTestingPlanName' : 'RestoreTestingSelectionName'] = 'a-b'),
  ],
  'DR-04.DrillSubnets': [(p) => delete p.RestoreMetadataOverrides.dbsubnetgroupname],
  'DR-08.LifecycleWithinLock': [
    (p) => (p.BackupPlan.BackupPlanRule[0].Lifecycle.DeleteAfterDays = 1),
    (p) => (p.BackupPlan.BackupPlanRule[0].Lifecycle.DeleteAfterDays = 1000),
    ({
      BackupPlan: {
        BackupPlanRule: [rule],
      },
    }) => rule.CopyActions?.length > 0 && delete rule.CopyActions[0].Lifecycle,
  ],
  'DR-08.VaultLocked': [
    (p) => delete p.LockConfiguration,
    (p) => (p.LockConfiguration.MinRetentionDays = 0),
    (p) => (p.LockConfiguration.MaxRetentionDays = 0),
  ],
  'AV-03.RegionAnswers': [
    (p) => delete p.Failover,
    (p) => delete p.HealthCheckId,
    (p) => (p.AliasTarget.EvaluateTargetHealth = false),
    (p) => (p.Name = p.Name.replace('*', 'one')),
  ],
  'DR-01.RestoreInTime': [
    (p) => rewrite(p, 'DefinitionString', '\\"TimeoutSeconds\\":28800', '\\"TimeoutSeconds\\":36000'),
    (p) => rewrite(p, 'DefinitionString', 'ecs:runTask.sync', 'lambda:invoke'),
  ],
  'DR-02.BackupsElsewhere': [(p) => (p.BucketName = 'somewhere')],
  'DR-02.SubnetsElsewhere': [(p) => p.SubnetIds.pop()],
  'DR-03.AnyRegion': [(p) => (p.LaunchTemplateData.ImageId = 'ami-0123456789abcdef0')],
  'DR-04.QuarterlyDrills': [
    (p) => (p.ScheduleExpression = 'cron(0 10 8 1,7 ? *)'),
    (p) => (p.State = 'DISABLED'),
    (p) => (p.Target.Arn = { Ref: 'Nowhere' }),
  ],
  'DR-04.RecoveryDrilled': [
    (p) => (p.ScheduleExpression = 'cron(0 10 22 1,7 ? *)'),
    (p) => (p.State = 'DISABLED'),
    (p) => (p.Target.Arn = { Ref: 'Nowhere' }),
  ],
  'DR-04.DrillServerGoes': [
    (p) => rewrite(p, 'DefinitionString', '\\"step\\":\\"clear\\"', '\\"step\\":\\"keep\\"'),
    (p) => rewrite(p, 'DefinitionString', '\\"States.ALL\\"', '\\"States.Timeout\\"'),
    (p) => rewrite(p, 'DefinitionString', '\\"Next\\":\\"Delete the server\\"', '\\"Next\\":\\"Succeeded?\\"'),
  ],
  'DR-04.QuarterlyServerTests': [(p) => (p.ScheduleExpression = 'cron(0 10 15 1,7 ? *)')],
  'DR-07.NightlyTests': [(p) => (p.ScheduleExpression = 'cron(0 9 1 * ? *)')],
};
