import type { Environment, HomeRegion } from '../config/platform';

/**
 * Stacks that a step of a deployment brings up, in calls of `cdk deploy` one after the other; each takes what the stacks
 * stand on along. A recovery region's vault comes first, since backups are copied into it; what reads from the home region's
 * servers comes last.
 *
 * @param home the region; undefined for what the account has once
 */
export function deploymentOrder({ name }: Environment, home: HomeRegion | undefined): string[][] {
  if (!home) return [[`${name}-account/*`]];
  const here = `${name}-${home.region}/*`;
  if (!home.recovery) return [[here]];
  const there = `${name}-${home.recovery.region}`;
  return [[`${there}/guardrails`, `${there}/recovery`], [here], [`${there}/*`]];
}
