import { CATALOGUE_KEY } from '../../../lambda/shared/catalogue';
import type { TemplateResource } from '../assembly';
import { present } from '../rule';
import { EVENT_RULE, targetsOf, type EventRule } from './event-rule';
import { variablesOf } from './function-variables';
import { operationOf, waveOf } from './site-operations';
import { isHome, isHomeOf } from './stages';

export const sitesAreData = present({
  id: 'TN-13.SitesAreData',
  keeps: ['TN-13', 'TN-01'],
  statement: 'However many sites a customer has, each comes by the published catalogue and is onboarded by itself.',
  types: [EVENT_RULE],
  where: isHome,
  needs: `a rule that hands each new ${CATALOGUE_KEY} to a function, which starts the machine that onboards; make it by SiteRegistration`,
  is: (rule, assembly) =>
    listensTo(rule, 'Object Created', CATALOGUE_KEY) &&
    targetsOf(rule, assembly).some(
      (target) =>
        operationOf(assembly.target(variablesOf(target).ONBOARD_MACHINE_ARN, target.stack), assembly) === 'onboard',
    ),
});

/** @param production environments whose sites have copies that follow releases */
export function copiesFollowReleases(production: readonly string[]) {
  return present({
    id: 'TN-14.CopiesFollowReleases',
    keeps: ['TN-14'],
    statement: 'Each release of the hosted application has the copies refreshed that follow releases.',
    types: [EVENT_RULE],
    where: isHomeOf(production),
    needs: "a rule that starts the wave 'refresh' when a release is deployed; make it by SiteWaves",
    is: (rule, assembly) =>
      listensTo(rule, 'Release Deployed') &&
      targetsOf(rule, assembly).some((target) => waveOf(target, assembly) === 'refresh'),
  });
}

export const copiesArrive = present({
  id: 'TN-15.CopiesArrive',
  keeps: ['TN-14', 'TN-15', 'TN-16'],
  statement: 'A copy is restored from its source’s backup as soon as that has arrived.',
  types: [EVENT_RULE],
  where: isHome,
  needs: "a rule that starts the operation 'restore' when the manifest of a copy arrives; make it by SiteOperations",
  is: (rule, assembly) =>
    listensTo(rule, 'Object Created', 'sites/*/*-copy/manifest.json') &&
    targetsOf(rule, assembly).some((target) => operationOf(target, assembly) === 'restore'),
});

function listensTo({ properties }: TemplateResource, type: string, key?: string): boolean {
  const { State, EventPattern: pattern = {} } = properties as EventRule;
  if (State !== 'ENABLED' || !pattern['detail-type']?.includes(type)) return false;
  const { key: asked = [] } = (pattern.detail?.object ?? {}) as { readonly key?: readonly unknown[] };
  const keys = asked.map((one) => (typeof one === 'string' ? one : (one as { readonly wildcard?: string }).wildcard));
  return key === undefined || keys.includes(key);
}
