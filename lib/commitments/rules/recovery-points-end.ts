import { verdict } from '../rule';
import type { Rule } from '../rule';

/** What receipts of erasures say of recovery points of whole servers, in days (D9). */
export const RECEIPTS_SAY_DAYS = 62;

export const recoveryPointsEnd: Rule = {
  id: 'TN-22.RecoveryPointsEnd',
  keeps: ['TN-22', 'TN-19'],
  statement: `No recovery point of a server outlives the ${RECEIPTS_SAY_DAYS} days that receipts of erasures name.`,
  types: ['AWS::Backup::BackupVault'],
  judge({ properties }) {
    const { LockConfiguration } = properties as { LockConfiguration?: { readonly MaxRetentionDays?: number } };
    const days = LockConfiguration?.MaxRetentionDays;
    return verdict({
      'LockConfiguration.MaxRetentionDays':
        days !== undefined && days <= RECEIPTS_SAY_DAYS
          ? undefined
          : `is ${days ?? 'missing'}; up to ${RECEIPTS_SAY_DAYS} are allowed, or receipts would be wrong; lower it`,
    });
  },
};
