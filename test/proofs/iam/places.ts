import type { Environment, HomeRegion, Place, RecoveryRegion } from '../../../lib/config/platform';
import { loadPlatform } from '../../../lib/config/load';

/** The example platform's config, which says where everything stands. */
export const platform = loadPlatform('config');
export const environments = platform.environments;

export function environmentOf(name: string): Environment {
  const found = environments.find((environment) => environment.name === name);
  if (!found) throw new Error(`The example has no environment ${name}`);
  return found;
}

/** Every region that the platform stands in, home or recovery. */
export function placesOf({ regions }: Environment): (HomeRegion | RecoveryRegion)[] {
  return regions.flatMap((home) => (home.recovery ? [home, home.recovery] : [home]));
}

export const isHome = (place: Place): place is HomeRegion => 'servers' in place;

/** The home region whose backups a region holds: the region itself, or the one that recovers in it. */
export function homeOf(environment: Environment, place: HomeRegion | RecoveryRegion): HomeRegion {
  return isHome(place) ? place : environment.regions.find(({ region }) => region === place.home)!;
}
