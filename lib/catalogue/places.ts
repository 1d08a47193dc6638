import type { HomeRegion, Platform } from '../config/platform';
import { runningRegion } from '../config/running-region';
import { list } from '../config/problems';
import { suggestion } from '../config/suggestion';
import type { PublishRequest } from './request';

/** The home regions that are asked for, or what has taken over from them, or in one sentence why there are none. */
export function chosenPlaces(
  platform: Platform,
  { environment, region }: Pick<PublishRequest, 'environment' | 'region'>,
): { readonly places: readonly HomeRegion[] } | { readonly refusal: string } {
  const names = platform.environments.map(({ name }) => name);
  if (environment !== undefined && !names.includes(environment)) {
    return { refusal: `'${environment}' is not an environment; ${list(names)} are${suggestion(environment, names)}` };
  }
  const places = platform.environments
    .filter(({ name }) => environment === undefined || name === environment)
    .flatMap(({ regions }) => regions.map(runningRegion));
  const regions = places.map((place) => place.region);
  if (region === undefined) return { places };
  if (regions.includes(region)) return { places: places.filter((place) => place.region === region) };
  const where = environment ?? 'any environment';
  return {
    refusal: `'${region}' is not a home region of ${where}; ${list(new Set(regions))} are${suggestion(region, regions)}`,
  };
}
