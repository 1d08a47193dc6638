import type { SiteRecord } from '../shared/registry/records';
import { check, type Check } from './check';

/**
 * Whether a restored server has databases of sites, as it must if sites lived on it when it was backed up.
 *
 * @param sites All that the registry knows.
 * @param server Id of the server.
 * @param backedUpAt When the recovery point was made; undefined if that is not known.
 */
export function checkSites(
  sites: readonly SiteRecord[],
  server: string,
  databases: readonly string[],
  backedUpAt: Date | undefined,
): Check {
  const registered = sites.filter((site) => site.server === server && ['active', 'departed'].includes(site.state));
  const there = registered.filter(({ id }) => databases.includes(id)).length;
  // One that came later, or has changed its state since, proves nothing about then.
  const atTheTime = registered.filter(({ since }) => backedUpAt === undefined || new Date(since) < backedUpAt);
  const what = `databases of ${there} of ${registered.length} registered sites`;
  return check(what, there > 0 || atTheTime.length === 0, `${atTheTime.length} sites were on it when it was backed up`);
}
