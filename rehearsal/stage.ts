import type { Environment, HomeRegion, Platform, Site } from '../lib/config/platform';
import type { RehearsalOptions } from './options';

/** The part of the platform that is rehearsed: one home region of production, and the copies of its sites. */
export interface Stage {
  readonly platform: Platform;
  readonly home: HomeRegion;
  /** Home regions that its training sites live in, of which one is refreshed. */
  readonly copies: readonly HomeRegion[];
}

/**
 * The resolved config as the rehearsal plays it: all environments in one account, since the embedded AWS keeps accounts
 * apart so strictly that not even what policies allow gets across.
 *
 * @throws Error where the config has no such region, or not enough to rehearse.
 */
export function stageOf(
  config: Platform,
  { region, sites, site }: Pick<RehearsalOptions, 'region' | 'sites' | 'site'>,
): Stage {
  const production = config.environments.find((environment) => environment.config.hosts.includes('production'));
  const regions = production?.regions.filter(({ recovery }) => recovery) ?? [];
  const chosen = region === undefined ? regions[0] : regions.find((home) => home.region === region);
  if (!production || !chosen?.recovery) {
    const known = regions.map((home) => home.region).join(', ');
    throw new Error(`'${region}' is not a home region of production with a recovery region; there are ${known}`);
  }
  const { account } = chosen;
  const home = only(site, repeated({ ...chosen, recovery: { ...chosen.recovery, account } }, sites));
  const environments = config.environments.map((environment): Environment => ({
    ...environment,
    account,
    regions: environment.regions.map((one) => {
      if (one === chosen) return home;
      return { ...one, account, sites: one.sites.filter(({ productionSite }) => isOf(home, productionSite)) };
    }),
  }));
  const copies = environments
    .filter(({ name }) => name !== production.name)
    .flatMap((environment) => environment.regions)
    .filter(({ region: at, sites: there }) => at === home.region && there.some(({ kind }) => kind === 'training'));
  return { platform: { ...config, environments }, home, copies };
}

/** As many sites as asked for: those of the config, and repetitions of them under other names. */
function repeated(home: HomeRegion, count = home.sites.length): HomeRegion {
  const sites = Array.from({ length: count }, (_, index): Site => {
    const original = home.sites[index % home.sites.length] as Site;
    const round = Math.floor(index / home.sites.length);
    if (round === 0) return original;
    const id = `${original.id}-r${round}`;
    return { ...original, id, productionSite: id, options: [] };
  });
  return { ...home, sites };
}

/** Where one site alone is asked for, nothing is played of the others. */
function only(site: string | undefined, home: HomeRegion): HomeRegion {
  if (site === undefined) return home;
  const sites = home.sites.filter(({ id }) => id === site);
  if (sites.length === 1) return { ...home, sites };
  const known = home.sites.map(({ id }) => id).join(', ');
  throw new Error(`'${site}' is no site of ${home.region}, which has ${known}; --region names another region`);
}

function isOf(home: HomeRegion, site: string): boolean {
  return home.sites.some(({ id }) => id === site);
}
