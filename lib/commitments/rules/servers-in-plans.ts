import type { TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

/** Slots that every server of customers is backed up in. */
const SLOTS = ['daily', 'weekly', 'monthly'] as const;

/** @param production environments that hold live data of customers */
export function serversInPlans(production: readonly string[]): Rule {
  return {
    id: 'BK-02.ServersInPlans',
    keeps: ['BK-02', 'BK-19', 'BK-24'],
    statement: 'Every database server of customers is selected by a backup plan of each slot.',
    types: ['AWS::RDS::DBInstance'],
    judge(resource, assembly) {
      const { stack, properties } = resource;
      if (!production.includes(stack.environment) || properties.SourceDBInstanceIdentifier !== undefined)
        return undefined;
      const selected = [...stack.resources.values()]
        .filter(({ type }) => type === 'AWS::Backup::BackupSelection')
        .filter((selection) => resourcesOf(selection).some((arn) => sameAs(resource, assembly.target(arn, stack))))
        .map(({ properties: { BackupPlanId } }) => assembly.target(BackupPlanId, stack))
        .map((plan) => (plan?.properties.BackupPlanTags as Record<string, string> | undefined)?.['cordon:slot']);
      return verdict(
        Object.fromEntries(
          SLOTS.map((slot) => [
            `selected by the ${slot} plan`,
            selected.includes(slot) ? undefined : 'does not hold; add a BackupSelection that names the server',
          ]),
        ),
      );
    },
  };
}

function resourcesOf({ properties }: TemplateResource): readonly unknown[] {
  return (properties.BackupSelection as { Resources?: readonly unknown[] } | undefined)?.Resources ?? [];
}

function sameAs(one: TemplateResource, other: TemplateResource | undefined): boolean {
  return one.logicalId === other?.logicalId && one.stack === other.stack;
}
