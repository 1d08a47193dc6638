import { catalogueSchema } from '../../lambda/shared/catalogue';
import type { Catalogue, CatalogueSite } from '../../lambda/shared/catalogue';
import type { JobCopy, JobPlace, PersonalData } from '../../lambda/shared/job';
import { bucketName, databaseSecretName } from '../platform/names';
import { list } from './problems';
import type { Environment, HomeRegion, Place, Platform, Site } from './platform';
import { runningRegion } from './running-region';
import type { CompanionKind } from './sites';

/** When each kind of copy is made anew (TN-15, TN-14, TN-16). */
const REFRESH_OF: Readonly<Record<CompanionKind, CatalogueSite['refresh'][string]>> = {
  training: 'nightly',
  test: 'release',
  development: 'request',
};

/**
 * The sites of a home region, or of the recovery region that has taken over, as the operations on them are told of it, from config to registry to job. Servers and sites
 * stand in the order of their ids, so that the same config always makes the same catalogue.
 *
 * @throws Error where the config has no such environment or home region.
 */
export function catalogueOf(platform: Platform, environment: string, region: string): Catalogue {
  const at = environmentOf(platform, environment);
  const running = at.regions.map(runningRegion);
  const home = running.find((one) => one.region === region);
  if (!home) {
    throw new Error(
      `'${region}' is not a home region of ${environment}; ${list(running.map((one) => one.region))} are`,
    );
  }
  const companions = companionsBySite(platform);
  const catalogue: Catalogue = {
    format: 1,
    platform: platform.name,
    environment,
    region,
    servers: home.servers.map(({ id }) => ({ id, secret: databaseSecretName(home, id) })).sort(byId),
    sites: home.sites.toSorted(byId).map((site) => catalogueSite(platform, at, site, companions.get(site.id) ?? [])),
  };
  // As it will be read, without what is undefined.
  return catalogueSchema.parse(JSON.parse(JSON.stringify(catalogue)));
}

/** The text of the catalogue's file: a site a line, so that two of them can be compared. */
export function renderCatalogue({ servers, sites, ...head }: Catalogue): string {
  const lines = (items: readonly object[]) => items.map((item) => `\n${JSON.stringify(item)}`).join(',');
  const opening = JSON.stringify(head).slice(0, -1);
  return `${opening},"servers":[${lines(servers)}],"sites":[${lines(sites)}]}\n`;
}

function environmentOf(platform: Platform, name: string): Environment {
  const found = platform.environments.find((environment) => environment.name === name);
  if (found) return found;
  throw new Error(`'${name}' is not an environment; ${list(platform.environments.map((one) => one.name))} are`);
}

interface Companion {
  readonly site: Site;
  readonly home: HomeRegion;
}

/** Companions of all production sites, wherever they stand, by the production site's id. */
function companionsBySite(platform: Platform): ReadonlyMap<string, readonly Companion[]> {
  const companions = new Map<string, Companion[]>();
  for (const home of platform.environments.flatMap(({ regions }) => regions.map(runningRegion))) {
    for (const site of home.sites.filter(({ kind }) => kind !== 'production')) {
      companions.set(site.productionSite, [...(companions.get(site.productionSite) ?? []), { site, home }]);
    }
  }
  return companions;
}

function catalogueSite(
  platform: Platform,
  environment: Environment,
  site: Site,
  companions: readonly Companion[],
): CatalogueSite {
  const copies = companions.toSorted((a, b) => byId(a.site, b.site));
  const { id, kind, server, timeZone, backupTimes, keeps, dailyAttachmentsLimit, legalHold } = site;
  return {
    kind,
    server,
    refresh: Object.fromEntries(copies.map((copy) => [copy.site.id, REFRESH_OF[copy.site.kind as CompanionKind]])),
    job: {
      id,
      timeZone,
      backupTimes: [...backupTimes],
      keeps,
      dailyAttachmentsLimit,
      residency: residencyOf(platform, site),
      applicationVersion: environment.config.applicationVersion,
      legalHold,
      copies: copies.map((copy) => copyOf(platform, site, copy)),
      personalData: personalDataOf(platform),
      record: { ...site },
    },
  };
}

function copyOf(platform: Platform, original: Site, { site, home }: Companion): JobCopy {
  const { environment, account, recovery } = home;
  return {
    site: site.id,
    platform: platform.name,
    environment,
    account,
    residency: residencyOf(platform, site),
    home: jobPlaceOf(home),
    recovery: recovery && jobPlaceOf(recovery),
    masks: original.maskCopies ? platform.config.masking : [],
  };
}

/** In every site, since all have the one application's tables. */
function personalDataOf({ config: { masking, privacy } }: Platform): PersonalData | undefined {
  return masking.length === 0 ? undefined : { columns: masking, links: privacy.links };
}

function residencyOf(platform: Platform, { residency }: Site): JobCopy['residency'] {
  return { name: residency, regions: platform.config.residencies[residency] ?? [] };
}

/** Where a job finds what the sites of a place have there. */
export function jobPlaceOf(place: Place): JobPlace {
  return {
    region: place.region,
    siteBackups: bucketName(place, 'site-backups'),
    attachments: bucketName(place, 'attachments'),
  };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
