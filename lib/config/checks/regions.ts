import { own } from '../own';
import type { PlatformConfig } from '../platform-schema';
import { list, quote } from '../problems';
import type { Path, Problem } from '../problems';
import { suggestion } from '../suggestion';
import type { Check } from './input';

type HomeConfig = PlatformConfig['environments'][string]['regions'][string];

/** A home or recovery region of an environment. */
export interface Part {
  readonly environment: string;
  readonly region: string;
  readonly as: 'home' | 'recovery';
  readonly cidr: string;
  readonly zones: readonly string[];
  /** Of the mapping that holds `cidr` and `zones`. */
  readonly path: Path;
}

/** Every region of every environment, in the order of the config, each home before its recovery region. */
export function parts(config: PlatformConfig): Part[] {
  return homes(config).flatMap(({ environment, region, home, path }): Part[] => [
    { environment, region, as: 'home', ...home, path },
    ...(home.recovery ? [{ environment, as: 'recovery' as const, ...home.recovery, path: [...path, 'recovery'] }] : []),
  ]);
}

export function homes(config: PlatformConfig): { environment: string; region: string; home: HomeConfig; path: Path }[] {
  return Object.entries(config.environments).flatMap(([environment, { regions }]) =>
    Object.entries(regions).map(([region, home]) => ({
      environment,
      region,
      home,
      path: ['environments', environment, 'regions', region],
    })),
  );
}

/** Stacks and names of a region would collide if it played two parts in one environment. */
export const onePartPerRegion: Check = ({ config }) => {
  const first = new Map<string, Part>();
  return parts(config).flatMap((part): Problem[] => {
    const key = `${part.environment}/${part.region}`;
    const other = first.get(key);
    if (!other) {
      first.set(key, part);
      return [];
    }
    const message = `'${part.region}' is a ${other.as} region of ${part.environment} already; each region plays one part in an environment; choose another`;
    return [part.as === 'home' ? { path: part.path, at: 'key', message } : { path: [...part.path, 'region'], message }];
  });
};

export const zonesOfTheirRegion: Check = ({ config }) =>
  parts(config).flatMap(({ region, zones, path }) =>
    zones.flatMap((zone, index): Problem[] => {
      const at = [...path, 'zones', index];
      if (zone.slice(0, -1) !== region) {
        return [
          {
            path: at,
            message: `'${zone}' is not a zone of ${region}; ${region}a, ${region}b and so on are; name one of them`,
          },
        ];
      }
      if (zones.indexOf(zone) < index) {
        return [{ path: at, message: `'${zone}' is listed twice; three different zones are expected; name another` }];
      }
      return [];
    }),
  );

export const mainRegionIsHome: Check = ({ config }) =>
  Object.entries(config.environments).flatMap(([name, { mainRegion, regions }]): Problem[] =>
    Object.hasOwn(regions, mainRegion)
      ? []
      : [
          {
            path: ['environments', name, 'mainRegion'],
            message: `'${mainRegion}' is not a home region of ${name}; ${list(Object.keys(regions))} are${suggestion(mainRegion, Object.keys(regions)) || '; choose one'}`,
          },
        ],
  );

/** DR-02: without a second region there is nowhere to restore to. */
export const productionRecovers: Check = ({ config }) => {
  const excepted = new Set(
    config.exceptions.filter(({ commitment }) => commitment === 'DR-02').map(({ subject }) => subject),
  );
  return homes(config).flatMap(({ environment, region, home, path }): Problem[] => {
    if (home.recovery || !config.environments[environment]?.hosts.includes('production')) return [];
    if (excepted.has(`${environment}/${region}`)) return [];
    return [
      {
        path: [...path, 'recovery'],
        message: `is missing; a region of production sites needs a recovery region; add it, or record an exception to DR-02 for '${environment}/${region}'`,
      },
    ];
  });
};

/** TN-11: copies go to the recovery region, so it must lie in the residency of every site at home there. */
export const recoveryInResidency: Check = ({ config, described }) => {
  const residents = new Map<string, { region: string; residency: string; sites: string[]; path: Path }>();
  for (const { id, environment, region, recoveryRegion, residency } of described) {
    const regions = own(config.residencies, residency);
    // A site whose home lies outside is reported by itself.
    if (!recoveryRegion || !regions?.includes(region) || regions.includes(recoveryRegion)) continue;
    const path = ['environments', environment, 'regions', region, 'recovery', 'region'];
    const key = `${path.join('/')}/${residency}`;
    const entry = residents.get(key) ?? { region: recoveryRegion, residency, sites: [], path };
    entry.sites.push(id);
    residents.set(key, entry);
  }
  return [...residents.values()].map(({ region, residency, sites, path }) => ({
    path,
    message: `${quote(region)} lies outside residency '${residency}' of ${some(sites)}; ${list(config.residencies[residency] ?? [])} lie inside; choose one of them`,
  }));
};

/** The first few of many, so that a message stays readable. */
export function some(ids: readonly string[]): string {
  const shown = ids.slice(0, 5).join(', ');
  return ids.length > 5 ? `${shown} and ${ids.length - 5} more` : shown;
}
