import { z } from 'zod';
import type { Assembly } from '../commitments/assembly';
import type { Platform, Site } from '../config/platform';
import { isFree } from './free-types';
import { factorOf, priceOf } from './price-table';
import { chargesOf, PRICED_TYPES, type Charge } from './resource-costs';
import { USAGE, type Usage } from './usage';

const lineSchema = z.object({
  environment: z.string(),
  region: z.string(),
  /** Type of the resource; `sites` for what sites have by themselves. */
  type: z.string(),
  item: z.string(),
  quantity: z.number(),
  /** US dollars a month. */
  cost: z.number(),
});
export type CostLine = z.infer<typeof lineSchema>;

export const estimateSchema = z.object({
  lines: z.array(lineSchema),
  /** Sites that each environment has. */
  sites: z.record(z.string(), z.number()),
  /** Types of resources that nobody has priced. */
  notPriced: z.array(z.string()),
});
/** What a month costs. */
export type Estimate = z.infer<typeof estimateSchema>;

/** Estimates a month of what was synthesized, and of the sites that it is for. */
export function estimate(assembly: Assembly, platform: Platform, usage: Usage): Estimate {
  const quiet = quietUsage(usage);
  const busy = new Set(
    platform.environments
      .filter(({ config }) => config.hosts.includes('production'))
      .flatMap(({ name, regions }) => regions.map(({ region }) => `${name} ${region}`)),
  );
  const lines = assembly.resources.flatMap((resource) => {
    const { environment, location } = resource.stack;
    const used = busy.has(`${environment} ${location.region}`) ? usage : quiet;
    const charges = chargesOf(resource, { assembly, usage: used });
    return charges.map((charge) => lineOf(environment, location.region, resource.type, charge));
  });
  const sites = platform.environments.flatMap(({ regions }) => regions.flatMap((region) => region.sites));
  const counts = platform.environments.map(({ name }) => [
    name,
    sites.filter(({ environment }) => environment === name).length,
  ]);
  return {
    lines: summed([...lines, ...sites.flatMap((site) => linesOfSite(site, usage))]),
    sites: Object.fromEntries(counts) as Record<string, number>,
    notPriced: unpricedTypes(assembly),
  };
}

/** Types that are neither priced nor known to be free. */
export function unpricedTypes({ resources }: Pick<Assembly, 'resources'>): string[] {
  const types = new Set(resources.map(({ type }) => type));
  return [...types].filter((type) => !PRICED_TYPES.includes(type) && !isFree(type)).sort();
}

/** Shares and rates stay; amounts become those of a place where no customer works. */
function quietUsage(usage: Usage): Usage {
  const kept: readonly string[] = ['quietShare', 'webServers', 'functionSeconds', 'transitions', 'recoveryPoints'];
  const amounts = Object.keys(USAGE).filter((name) => !kept.includes(name) && !/^(site|dump)/.test(name));
  const less = amounts.map((name) => [name, usage[name as keyof Usage] * usage.quietShare]);
  return { ...usage, ...(Object.fromEntries(less) as Partial<Usage>) };
}

/** What a site has without a template: its keys and secret, its attachments, its backups in two regions. */
function linesOfSite(site: Site, { siteFilled, siteDatabase, dumpShare }: Usage): CostLine[] {
  const gigabytes = site.sizeGb * siteFilled;
  const attachments = gigabytes * (1 - siteDatabase);
  const backups = Object.values(site.keeps).reduce((sum, kept) => sum + kept, 0);
  // Attachments are kept once, however many backups have them.
  const kept = backups > 0 ? backups * gigabytes * siteDatabase * dumpShare + attachments : 0;
  const home: Charge[] = [
    { item: 'kms-key', quantity: 1 },
    { item: 'secret', quantity: 1 },
    { item: 's3-storage', quantity: attachments + kept },
  ];
  const recovery: Charge[] = [
    { item: 'kms-key', quantity: 1 },
    { item: 's3-storage', quantity: kept },
  ];
  const nightly = gigabytes * siteDatabase * dumpShare * 30 * site.backupTimes.length;
  if (site.recoveryRegion !== undefined) home.push({ item: 'transfer-region', quantity: nightly });
  return [
    ...home.map((charge) => lineOf(site.environment, site.region, 'sites', charge)),
    ...recovery.flatMap((charge) =>
      site.recoveryRegion === undefined ? [] : lineOf(site.environment, site.recoveryRegion, 'sites', charge),
    ),
  ].filter(({ quantity }) => quantity > 0);
}

function lineOf(environment: string, region: string, type: string, { item, quantity }: Charge): CostLine {
  return { environment, region, type, item, quantity, cost: quantity * priceOf(item).price * factorOf(region) };
}

function summed(lines: readonly CostLine[]): CostLine[] {
  const sums = new Map<string, CostLine>();
  for (const line of lines) {
    const key = [line.environment, line.region, line.type, line.item].join(' ');
    const { quantity = 0, cost = 0 } = sums.get(key) ?? {};
    sums.set(key, { ...line, quantity: quantity + line.quantity, cost: cost + line.cost });
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}
