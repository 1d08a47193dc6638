import type { Environment, HomeRegion, Platform } from '../../config/platform';
import { list } from '../../config/problems';
import { suggestion } from '../../config/suggestion';

/** The part of a platform that a plan is made of: one home region, its recovery region active. */
export interface Planned {
  readonly platform: Platform;
  readonly environment: Environment;
  readonly home: HomeRegion;
  readonly recovery: NonNullable<HomeRegion['recovery']>;
}

/**
 * The home region that is asked for, as it is once its recovery region is active.
 *
 * @param region AWS region, a home region of production
 * @throws Error where there is no such region, or nothing that recovers it.
 */
export function planned(platform: Platform, region: string): Planned {
  const pairs = platform.environments
    .filter(({ config }) => config.hosts.includes('production'))
    .flatMap((environment) =>
      environment.regions.flatMap((home) => (home.recovery ? [{ environment, home, recovery: home.recovery }] : [])),
    );
  const found = pairs.find(({ home }) => home.region === region);
  if (!found) {
    const regions = pairs.map(({ home }) => home.region);
    throw new Error(
      `'${region}' is not a home region of production that has a recovery region; ${list(regions)} are${suggestion(region, regions)}`,
    );
  }
  const recovery = { ...found.recovery, state: 'active' as const };
  const home = { ...found.home, recovery };
  const environment = { ...found.environment, mainRegion: region, regions: [home] };
  const others = platform.environments.filter(({ name }) => name !== environment.name);
  return { platform: { ...platform, environments: [environment, ...others] }, environment, home, recovery };
}
