import { check } from './check';
import type { DatabaseServer, Environment, HomeRegion, Place, Platform, Site } from './platform';
import type { PlatformConfig } from './platform-schema';
import type { PlacedServer, Placement } from './placement-schema';
import { everyServer } from './placement';
import { ConfigError } from './problems';
import { describeSites } from './sites';
import type { SiteConfigs } from './sites';
import { egressHosts } from './egress';
import { groupBy } from './group-by';
import { ownSignInHost } from './sign-in';
import { serverWindows } from './windows';

type EnvironmentConfig = PlatformConfig['environments'][string];

export interface ResolveOptions {
  /** Today, `yyyy-mm-dd`, to hold expiry dates against. Default: none, and dates are not checked. */
  readonly today?: string;
}

/** Checks a config that is already parsed and derives every fact from it. Throws a ConfigError with all problems. */
export function resolvePlatform(
  config: PlatformConfig,
  sites: SiteConfigs,
  placement: Placement,
  { today }: ResolveOptions = {},
): Platform {
  const problems = check({ config, sites, placement, today });
  if (problems.length > 0) throw new ConfigError(problems);
  return derive(config, sites, placement);
}

/** The resolved platform of a config without problems. */
export function derive(config: PlatformConfig, sites: SiteConfigs, placement: Placement): Platform {
  const serverOf = new Map(everyServer(placement).flatMap(({ id, server }) => server.sites.map((site) => [site, id])));
  const placed = describeSites(config, sites).map((site): Site => ({ ...site, server: serverOf.get(site.id) ?? '' }));
  const byEnvironment = groupBy(placed, ({ environment }) => environment);
  return {
    name: config.name,
    config,
    scannedHost: scanned(config, placed)?.hostName ?? '',
    environments: Object.entries(config.environments).map(([name, environment]) =>
      resolveEnvironment(config, name, environment, byEnvironment.get(name) ?? [], placement[name] ?? {}),
    ),
  };
}

/** The site that releases are scanned on: never one of production (IR-06). */
function scanned({ delivery }: PlatformConfig, sites: readonly Site[]): Site | undefined {
  const { site: named } = delivery.scan;
  return sites.find(({ id, kind }) => (named === undefined ? kind !== 'production' : id === named));
}

function resolveEnvironment(
  config: PlatformConfig,
  name: string,
  environment: EnvironmentConfig,
  sites: readonly Site[],
  placement: Placement[string],
): Environment {
  const byRegion = groupBy(sites, ({ region }) => region);
  return {
    name,
    account: environment.account,
    mainRegion: environment.mainRegion,
    config: environment,
    regions: Object.keys(environment.regions).map((region) => {
      const place = { platform: config.name, environment: name, account: environment.account, region };
      return resolveRegion(config, environment, place, byRegion.get(region) ?? [], placement[region] ?? {});
    }),
  };
}

function resolveRegion(
  config: PlatformConfig,
  environment: EnvironmentConfig,
  place: Omit<Place, 'zones'>,
  sites: readonly Site[],
  servers: Readonly<Record<string, PlacedServer>>,
): HomeRegion {
  const { recovery, ...region } = environment.regions[place.region]!;
  const hosts = egressHosts(config, new Set(sites.map(({ residency }) => residency)));
  const byServer = groupBy(sites, ({ server }) => server);
  return {
    ...place,
    ...region,
    ...(recovery && { recovery: { ...place, ...recovery, home: place.region, egressHosts: hosts } }),
    sites,
    servers: Object.entries(servers)
      .filter(([, { removed }]) => !removed)
      .map(([id, server]) => resolveServer(environment, id, server, byServer.get(id) ?? [])),
    egressHosts: hosts,
    signInHost: ownSignInHost(config.identity, place, region.domain),
  };
}

function resolveServer(
  environment: EnvironmentConfig,
  id: string,
  { stack, timeZone }: PlacedServer,
  sites: readonly Site[],
): DatabaseServer {
  const kind = id.startsWith('dedicated-') ? 'dedicated' : 'shared';
  const { instanceType, storageGb, maxStorageGb } = environment.databaseServers[kind];
  const replicated = sites.some(({ options }) => options.includes('database-replication'));
  return {
    id,
    kind,
    stack,
    sites,
    timeZone,
    instanceType,
    storageGb,
    maxStorageGb,
    replicated,
    ...serverWindows(timeZone),
  };
}
