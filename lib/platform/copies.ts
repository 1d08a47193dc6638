import type { Environment, HomeRegion, Platform } from '../config/platform';

/** Places, in other accounts or regions, that copies of an environment's sites live in; none but for production (D20). */
export function copiesOf(platform: Platform, environment: Environment): readonly HomeRegion[] {
  if (!environment.config.hosts.includes('production')) return [];
  return platform.environments.filter(({ name }) => name !== environment.name).flatMap(({ regions }) => regions);
}

/** Account of the originals that an environment's sites are copies of; undefined where they are originals themselves. */
export function sourceAccount(platform: Platform, environment: Environment): string | undefined {
  if (environment.config.hosts.includes('production')) return undefined;
  return platform.environments.find(({ config }) => config.hosts.includes('production'))?.account;
}
