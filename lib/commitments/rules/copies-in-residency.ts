import type { StackTemplate } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { BACKUP_PLAN, rulesOf } from './backup-plan';
import type { BackupPlanRule } from './backup-plan';
import { addressOf } from './vault-address';

/**
 * @param residencies named sets of regions that data may not leave
 * @param production environments in which every backup must be copied to a second region
 */
export function copiesInResidency(
  residencies: Readonly<Record<string, readonly string[]>>,
  production: readonly string[],
): Rule {
  return {
    id: 'BK-20.CopiesInResidency',
    keeps: ['BK-20', 'TN-11', 'TN-12', 'AV-02', 'AV-04'],
    statement: 'Backups of production are copied to a second region, and no copy leaves its residency.',
    types: [BACKUP_PLAN],
    judge({ properties, stack }) {
      const checks = rulesOf(properties).map(({ rule, path }): [string, string | undefined] => [
        `${path}.CopyActions`,
        missingCopy(rule, stack) ?? strayCopy(rule, stack),
      ]);
      return verdict(Object.fromEntries(checks));
    },
  };

  function missingCopy({ CopyActions = [] }: BackupPlanRule, { environment, location }: StackTemplate) {
    const elsewhere = CopyActions.some(({ DestinationBackupVaultArn: arn }) => {
      const region = addressOf(arn)?.region;
      return region !== undefined && region !== location.region;
    });
    if (elsewhere || !production.includes(environment)) return undefined;
    return `copies nothing out of ${location.region}; name the vault of the recovery region by its ARN`;
  }

  function strayCopy({ CopyActions = [] }: BackupPlanRule, { location: { region: home } }: StackTemplate) {
    const strays = CopyActions.map(({ DestinationBackupVaultArn: arn }) => addressOf(arn)?.region ?? home).filter(
      (region) =>
        region !== home &&
        !Object.values(residencies).some((regions) => regions.includes(home) && regions.includes(region)),
    );
    if (strays.length === 0) return undefined;
    return `copies to ${strays.join(', ')}, which is in no residency with ${home}`;
  }
}
