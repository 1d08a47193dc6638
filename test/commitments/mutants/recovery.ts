// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.

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
};
