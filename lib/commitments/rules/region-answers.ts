import { textOf } from '../assembly';
import type { Assembly, Stage, TemplateResource } from '../assembly';
import { present } from '../rule';
import type { Rule } from '../rule';
import { BACKUP_PLAN, rulesOf } from './backup-plan';
import { isHome } from './stages';

const RECORD = 'AWS::Route53::RecordSet';

/** @param production environments that hold live data of customers */
export function regionAnswers(production: readonly string[]): Rule {
  return present({
    id: 'AV-03.RegionAnswers',
    keeps: ['AV-03'],
    statement:
      'Where backups are copied to another region, the names of sites can lead there: their record is one of a pair, and depends on whether its own region answers.',
    types: [RECORD],
    where: (stage) => production.includes(stage.environment) && isHome(stage) && copiesElsewhere(stage),
    needs:
      'a failover record for all sites with the health of its target, and of a check by a name that leads to this region alone; see lib/web/addresses.ts',
    is: (record, assembly) =>
      textOf(record.properties.Name).startsWith('*.') &&
      record.properties.Failover !== undefined &&
      record.properties.SetIdentifier !== undefined &&
      (record.properties.AliasTarget as { EvaluateTargetHealth?: boolean } | undefined)?.EvaluateTargetHealth ===
        true &&
      asksThisRegion(record, assembly),
  });
}

function copiesElsewhere({ stacks }: Stage): boolean {
  return stacks.some(({ resources }) =>
    [...resources.values()].some(
      ({ type, properties }) =>
        type === BACKUP_PLAN && rulesOf(properties).some(({ rule: { CopyActions = [] } }) => CopyActions.length > 0),
    ),
  );
}

/** A check of the sites' own names would ask whichever region answers, and find both well or neither. */
function asksThisRegion({ properties, stack }: TemplateResource, assembly: Assembly): boolean {
  const check = assembly.target(properties.HealthCheckId, stack);
  const { Type, FullyQualifiedDomainName: host } = (check?.properties.HealthCheckConfig ?? {}) as {
    Type?: string;
    FullyQualifiedDomainName?: string;
  };
  if (Type !== 'HTTPS' || host === undefined) return false;
  const own = [...stack.resources.values()].filter(
    (one) => one.type === RECORD && textOf(one.properties.Name) === `${host}.`,
  );
  return own.length === 1 && own[0]!.properties.Failover === undefined;
}
