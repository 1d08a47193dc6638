import type { Client } from 'pg';
import { connected, sqlState } from '../postgres/connection';
import type { SiteWork } from '../site-work';

const EXTENSION = 'pgaudit';
const NOT_ALLOWED = '42501';

/**
 * Sets up the audit trail of statements in a database, where the server offers it: then changes of structure are logged
 * with the object that they change (LG-06). It is the platform's own, not the site's, which can't remove it; so it must
 * be there before a dump is loaded, whose `CREATE EXTENSION IF NOT EXISTS` the site's role may not carry out.
 *
 * @param platform Session of the platform's role in any database.
 */
export async function addAuditing(work: SiteWork, platform: Client, database: string): Promise<void> {
  const { rowCount } = await platform.query('SELECT FROM pg_available_extensions WHERE name = $1', [EXTENSION]);
  if (rowCount === 0) return work.log.step('auditing-not-offered', { database });
  const login = { ...(await work.platformLogin()), database };
  await connected(login, work.shop.authorities, async (client) => {
    try {
      await client.query('BEGIN');
      const there = await client.query('SELECT FROM pg_extension WHERE extname = $1', [EXTENSION]);
      if (there.rowCount === 0) {
        await client.query(`CREATE EXTENSION ${EXTENSION}`);
        // A dump would set the comment again, which is the owner's to do: the load of a backup would fail.
        await client.query(`COMMENT ON EXTENSION ${EXTENSION} IS NULL`);
      }
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      if (sqlState(error) !== NOT_ALLOWED) throw error;
      work.log.warn(`The platform's role may not set up ${EXTENSION} in ${database}`);
    }
  });
}
