import type { Assembly, StackTemplate, TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { BACKUP_PLAN, rulesOf } from './backup-plan';
import type { Lifecycle } from './backup-plan';
import { vaultAt } from './vault-address';

export const lifecycleWithinLock: Rule = {
  id: 'DR-08.LifecycleWithinLock',
  keeps: ['DR-08', 'BK-04', 'BK-05', 'BK-06'],
  statement: 'Recovery points and their copies live as long as the lock of their vault allows; other jobs would fail.',
  types: [BACKUP_PLAN],
  judge({ properties, stack }, assembly) {
    const checks = rulesOf(properties).flatMap(({ rule, path }) => [
      [`${path}.Lifecycle.DeleteAfterDays`, problem(rule.Lifecycle, vaultOf(rule.TargetBackupVault, stack, assembly))],
      ...(rule.CopyActions ?? []).map((copy, index) => [
        `${path}.CopyActions.${index}.Lifecycle.DeleteAfterDays`,
        problem(copy.Lifecycle, vaultAt(copy.DestinationBackupVaultArn, stack, assembly)),
      ]),
    ]);
    return verdict(Object.fromEntries(checks) as Record<string, string | undefined>);
  },
};

/** `TargetBackupVault` is a name: of this region and account, since AWS Backup writes nowhere else. */
function vaultOf(name: unknown, stack: StackTemplate, assembly: Assembly): TemplateResource | undefined {
  if (typeof name !== 'string') return assembly.target(name, stack);
  const { account, region } = stack.location;
  return vaultAt(`arn:aws:backup:${region}:${account}:backup-vault:${name}`, stack, assembly);
}

function problem(lifecycle: Lifecycle | undefined, vault: TemplateResource | undefined): string | undefined {
  if (!vault) return 'can’t be compared with its vault, which is in no stack of this app; name a vault that is';
  const { MinRetentionDays: min = 1, MaxRetentionDays: max = Infinity } = (vault.properties.LockConfiguration ??
    {}) as { MinRetentionDays?: number; MaxRetentionDays?: number };
  const days = lifecycle?.DeleteAfterDays;
  if (days === undefined) return 'is missing, so recovery points are kept for ever';
  if (days >= min && days <= max) return undefined;
  return `is ${days}, but the lock of its vault allows ${min} to ${max} days`;
}
