/** A rule of an AWS Backup plan, as far as the commitments look at it. */
export interface BackupPlanRule {
  readonly RuleName?: string;
  readonly TargetBackupVault?: unknown;
  readonly ScheduleExpression?: string;
  readonly ScheduleExpressionTimezone?: string;
  readonly Lifecycle?: Lifecycle;
  readonly CopyActions?: readonly CopyAction[];
}
export interface Lifecycle {
  readonly DeleteAfterDays?: number;
}
export interface CopyAction {
  readonly DestinationBackupVaultArn?: unknown;
  readonly Lifecycle?: Lifecycle;
}

export const BACKUP_PLAN = 'AWS::Backup::BackupPlan';

/** The rules of a plan, with the path of each for findings. */
export function rulesOf(properties: Readonly<Record<string, unknown>>): { rule: BackupPlanRule; path: string }[] {
  const { BackupPlan } = properties as { BackupPlan?: { BackupPlanRule?: readonly BackupPlanRule[] } };
  return (BackupPlan?.BackupPlanRule ?? []).map((rule, index) => ({
    rule,
    path: `BackupPlan.BackupPlanRule.${index}`,
  }));
}
