import type { Environment, HomeRegion, Platform } from '../config/platform';

/**
 * Places that copies of a home region's sites may live in: the same region of another environment, or for development
 * another one of a residency that they share. None but for production (D20).
 */
export function copiesOf(
  { config, environments }: Platform,
  { region, environment }: HomeRegion,
): readonly HomeRegion[] {
  const own = environments.find(({ name }) => name === environment);
  if (!own?.config.hosts.includes('production')) return [];
  const together = (other: string) =>
    Object.values(config.residencies).some((regions) => regions.includes(region) && regions.includes(other));
  return environments
    .filter(({ name }) => name !== environment)
    .flatMap(({ config: { hosts }, regions }) =>
      regions.filter((place) => place.region === region || (hosts.includes('development') && together(place.region))),
    );
}

/** Account of the originals that an environment's sites are copies of; undefined where they are originals themselves. */
export function sourceAccount(platform: Platform, environment: Environment): string | undefined {
  if (environment.config.hosts.includes('production')) return undefined;
  return platform.environments.find(({ config }) => config.hosts.includes('production'))?.account;
}
