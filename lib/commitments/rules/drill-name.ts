import { verdict } from '../rule';
import type { Rule } from '../rule';

export const drillName: Rule = {
  id: 'DR-04.DrillName',
  keeps: ['DR-04', 'DR-07'],
  statement: 'A restore test has a name that AWS Backup accepts, which nothing else checks before a deployment fails.',
  types: ['AWS::Backup::RestoreTestingPlan', 'AWS::Backup::RestoreTestingSelection'],
  judge({ type, properties }) {
    const property = type.endsWith('Plan') ? 'RestoreTestingPlanName' : 'RestoreTestingSelectionName';
    const name = properties[property];
    const ok = typeof name === 'string' && /^[A-Za-z0-9_]{1,50}$/.test(name);
    return verdict({
      [property]: ok ? undefined : `is ${JSON.stringify(name)}; use up to 50 letters, digits and underscores`,
    });
  },
};
