import { everyServer, isDedicated, place } from '../config/placement';
import type { PlatformConfig } from '../config/platform-schema';
import type { SiteConfig } from '../config/site-schema';
import { describeSites, type SiteConfigs } from '../config/sites';
import type { Assumptions } from './assumptions';

/** A site that is not there yet. */
export interface DrawnSite {
  readonly id: string;
  readonly timeZone: string;
  readonly region: string;
  readonly recoveryRegion: string;
  /** Its server, one of its region. */
  readonly server: string;
  readonly instanceType: string;
  readonly replicated: boolean;
  /** Local times of its backups. */
  readonly backupTimes: readonly string[];
  readonly databaseBytes: number;
  readonly attachmentBytes: number;
  readonly dailyAttachmentsLimit: number | null;
  /** Copies that are made anew each night. */
  readonly nightlyCopies: number;
}

export interface Drawing {
  readonly config: PlatformConfig;
  /** Sites that the drawn ones are like. */
  readonly sites: SiteConfigs;
  readonly count: number;
  /** The same seed draws the same sites; fewer of them are the first ones. */
  readonly seed: number;
}

/**
 * Draws production sites: each is like one of the config's in region, time zone, package and options, and uses its
 * package by another share. Servers are those that `npm run config:place` would give them.
 */
export function drawSites({ config, sites, count, seed }: Drawing, assumed: Assumptions): DrawnSite[] {
  const models = Object.values(sites).map(withoutOthers);
  if (models.length === 0) throw new Error('The config has no site that others could be drawn like');
  const draw = random(seed);
  const shares = new Map<string, number>();
  const drawn: Record<string, SiteConfig> = {};
  for (let index = 0; index < count; index += 1) {
    const model = models[Math.floor(draw() * models.length)] as SiteConfig;
    // As long as the ids of real sites, since plans have room for so many characters; in the order of their drawing.
    const id = `simulated-site-${String(index).padStart(6, '0')}`;
    drawn[id] = { ...model, hostName: `${id}.${model.hostName.split('.').slice(1).join('.')}` };
    shares.set(id, assumed.leastFilled + draw() * (1 - assumed.leastFilled));
  }
  const serverOf = new Map(
    everyServer(place(config, drawn, {})).flatMap(({ id, server }) => server.sites.map((site) => [site, id])),
  );
  return describeSites(config, drawn)
    .filter(({ kind }) => kind === 'production')
    .map((site) => {
      const { databaseServers } = config.environments[site.environment]!;
      const bytes = site.sizeGb * 1e9 * (shares.get(site.id) ?? 1);
      return {
        id: site.id,
        timeZone: site.timeZone,
        region: site.region,
        recoveryRegion: site.recoveryRegion ?? site.region,
        server: serverOf.get(site.id) ?? '',
        instanceType: databaseServers[isDedicated(site) ? 'dedicated' : 'shared'].instanceType,
        replicated: site.options.includes('database-replication'),
        backupTimes: site.backupTimes,
        databaseBytes: bytes * assumed.databaseShare,
        attachmentBytes: bytes * (1 - assumed.databaseShare),
        dailyAttachmentsLimit: site.dailyAttachmentsLimit,
        nightlyCopies: (drawn[site.id]?.options ?? []).includes('training-site') ? 1 : 0,
      };
    });
}

/** Holds and contacts are of one site alone; the copies of test and development are no work of a night. */
function withoutOthers(site: SiteConfig): SiteConfig {
  const options = site.options.filter((option) => option !== 'test-site' && option !== 'development-site');
  return { ...site, options, legalHold: undefined };
}

/** Numbers from 0 up to, and not including, 1; always the same ones for a seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
