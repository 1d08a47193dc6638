import { verdict } from '../rule';
import type { Rule } from '../rule';
import { BACKUP_PLAN, rulesOf } from './backup-plan';

export const oneRulePerPlan: Rule = {
  id: 'BK-06.OneRulePerPlan',
  keeps: ['BK-04', 'BK-05', 'BK-06'],
  statement:
    'A backup plan has one rule: AWS Backup merges rules whose start windows overlap and drops a recovery point.',
  types: [BACKUP_PLAN],
  judge({ properties }) {
    const count = rulesOf(properties).length;
    return verdict({
      'BackupPlan.BackupPlanRule': count === 1 ? undefined : `has ${count} rules; make one plan for each`,
    });
  },
};
