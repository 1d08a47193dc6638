import { describeError } from '../errors';
import { connected } from '../postgres/connection';
import { besideDatabases, dropDatabase } from '../postgres/databases';
import { oldSince } from '../site-names';
import type { SiteWork } from '../site-work';

/** Days for which a database that was replaced stays beside the one that took its place. */
export const OLD_DATABASE_DAYS = 7;

/**
 * Drops databases of a site that were replaced by a restore, or put aside, more than seven days ago. Meant to follow a
 * backup, and only a complete one: what is in use now exists twice by then. A failure is no failure of the backup. The
 * platform's role signs in only where there is something to drop.
 *
 * @param replaced Databases of the site that others have taken the place of. @default the server is asked
 */
export async function dropOldDatabases(work: SiteWork, replaced?: readonly string[]): Promise<void> {
  const { site, shop, log } = work;
  if (site.legalHold) return; // under it nothing of the site is destroyed
  const limit = shop.now().getTime() - OLD_DATABASE_DAYS * 86_400_000;
  try {
    const known = replaced ?? (await replacedDatabases(work));
    const old = known.filter((database) => (oldSince(site.id, database)?.getTime() ?? limit) < limit);
    if (old.length === 0) return;
    await connected(await work.platformLogin(), shop.authorities, async (platform) => {
      for (const database of old) {
        work.signal.throwIfAborted();
        await dropDatabase(platform, database);
        log.step('old-database-dropped', { database });
      }
    });
  } catch (error) {
    log.warn(`Old databases were not dropped: ${describeError(error).message}`);
  }
}

async function replacedDatabases(work: SiteWork): Promise<string[]> {
  const { site, shop } = work;
  return connected(await work.siteLogin(), shop.authorities, (client) => besideDatabases(client, site.id, 'old'));
}
