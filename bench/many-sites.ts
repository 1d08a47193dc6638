import { readConfig } from '../lib/config/load';
import { place } from '../lib/config/placement';
import type { Platform } from '../lib/config/platform';
import { resolvePlatform } from '../lib/config/resolve';
import type { SiteConfig } from '../lib/config/site-schema';

/**
 * The example platform with further small sites. Servers are what a platform grows by; here there is room for all of
 * them on the one that is shared.
 */
export function withFurtherSites(count: number): Platform {
  const { config, sites } = readConfig('config');
  const [model] = Object.values(sites) as [SiteConfig];
  const domain = model.hostName.slice(model.hostName.indexOf('.'));
  const small = { ...model, package: '1gb' as const, customGb: undefined, options: [] };
  const further = Array.from({ length: count }, (_, i) => [`site-${i}`, { ...small, hostName: `site-${i}${domain}` }]);
  const all = { ...sites, ...(Object.fromEntries(further) as Record<string, SiteConfig>) };
  const production = config.environments.production!;
  const shared = { ...production.databaseServers.shared, maxSites: 20_000, maxStorageGb: 40_000 };
  const roomy = {
    ...config,
    environments: {
      ...config.environments,
      production: { ...production, databaseServers: { ...production.databaseServers, shared } },
    },
  };
  return resolvePlatform(roomy, all, place(roomy, all, {}));
}
