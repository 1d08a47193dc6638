import { describeError } from '../errors';
import { connected } from '../postgres/connection';
import { besideDatabases, dropDatabase } from '../postgres/databases';
import { oldSince } from '../site-names';
import type { SiteWork } from '../site-work';

/** Days for which a database that was replaced stays beside the one that took its place. */
export const OLD_DATABASE_DAYS = 7;

/**
 * Drops databases of a site that were replaced by a restore, or put aside, more than seven days ago. Meant to follow a
 * backup, and only a complete one: what is in use now exists twice by then. A failure is no failure of the backup.
 */
export async function dropOldDatabases(work: SiteWork): Promise<void> {
  const { site, shop, log } = work;
  if (site.legalHold) return; // under it nothing of the site is destroyed
  const limit = shop.now().getTime() - OLD_DATABASE_DAYS * 86_400_000;
  try {
    await connected(await work.platformLogin(), shop.authorities, async (platform) => {
      for (const database of await besideDatabases(platform, site.id, 'old')) {
        const since = oldSince(site.id, database)?.getTime();
        if (since === undefined || since >= limit) continue;
        work.signal.throwIfAborted();
        await dropDatabase(platform, database);
        log.step('old-database-dropped', { database });
      }
    });
  } catch (error) {
    log.warn(`Old databases were not dropped: ${describeError(error).message}`);
  }
}
