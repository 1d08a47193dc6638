import { verdict } from '../rule';
import type { Rule } from '../rule';

/** @param production environments whose locks nobody may loosen, not even an administrator */
export function vaultLocked(production: readonly string[]): Rule {
  return {
    id: 'DR-08.VaultLocked',
    keeps: ['DR-08'],
    statement: 'A backup vault is locked: nobody can delete a recovery point before its time, or keep one beyond it.',
    types: ['AWS::Backup::BackupVault'],
    judge({ properties, stack }) {
      const lock = (properties.LockConfiguration ?? {}) as {
        MinRetentionDays?: number;
        MaxRetentionDays?: number;
        ChangeableForDays?: number;
      };
      const { MinRetentionDays: min, MaxRetentionDays: max, ChangeableForDays: days } = lock;
      return verdict({
        'LockConfiguration.MinRetentionDays':
          typeof min === 'number' && min >= 1
            ? undefined
            : 'is missing, so a recovery point can be deleted at once; set it to the shortest lifecycle of the plans',
        'LockConfiguration.MaxRetentionDays':
          typeof max === 'number' && max >= (min ?? 1)
            ? undefined
            : `is ${max ?? 'missing'}; set it to the longest lifecycle of the plans, at least ${min ?? 1}`,
        ...(production.includes(stack.environment) && {
          'LockConfiguration.ChangeableForDays':
            typeof days === 'number' && days >= 3
              ? undefined
              : 'is missing, so an administrator can take the lock off; production needs it, with 3 days at the least',
        }),
      });
    },
  };
}
