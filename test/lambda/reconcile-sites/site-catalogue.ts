import type { Catalogue, CatalogueSite } from '../../../lambda/shared/catalogue';
import { HOME, serverRecord, siteRecord, type SiteChanges } from '../support/site-records';

/** A site as the config wants it. */
export function wanted(id: string, changes: SiteChanges = {}): CatalogueSite {
  const { kind, server, refresh, job } = siteRecord(id, changes);
  return { kind, server, refresh, job };
}

/** The catalogue of these sites, all of production in one region. */
export function catalogueOf(sites: readonly CatalogueSite[], changes: Partial<Catalogue> = {}): Catalogue {
  const servers = [...new Set(sites.map(({ server }) => server))].map(serverRecord);
  const where = { platform: 'cordon', environment: 'production', region: HOME };
  return { format: 1, ...where, servers, sites: [...sites], ...changes };
}
