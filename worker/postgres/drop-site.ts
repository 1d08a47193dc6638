import { escapeIdentifier, type Client } from 'pg';
import { WorkerError } from '../errors';
import { siteUsers } from '../../lambda/shared/site-users';
import { anyBesidePattern, databaseName } from '../site-names';
import { sqlState } from './connection';
import { dropDatabase } from './databases';

/** SQLSTATEs: sessions that may not be ended, or prepared transactions. */
const HELD = ['42501', '55006'];

/** The database of a site and all that were made beside it, for whatever purpose. */
export async function siteDatabases(client: Client, site: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT datname AS name FROM pg_database WHERE datname = $1 OR datname LIKE $2 ORDER BY 1',
    [databaseName(site), anyBesidePattern(site)],
  );
  return rows.map(({ name }) => name);
}

/** The users of a site that the server has: its owner and, once passwords have alternated, the second. */
export async function siteRoles(client: Client, site: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1) ORDER BY 1',
    [siteUsers(site)],
  );
  return rows.map(({ name }) => name);
}

/** Lets nobody sign in as the site any more, and ends the sessions of those who are. */
export async function closeSite(client: Client, site: string): Promise<void> {
  const roles = await siteRoles(client, site);
  for (const role of roles) await client.query(`ALTER ROLE ${escapeIdentifier(role)} NOLOGIN`);
  await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY($1)', [roles]);
}

/** Drops all databases and roles of a site; repeated, it drops what is left. */
export async function dropSite(client: Client, site: string): Promise<void> {
  await closeSite(client, site);
  for (const database of await siteDatabases(client, site)) {
    await dropDatabase(client, database).catch((error: unknown) => {
      if (!HELD.includes(sqlState(error) ?? '')) throw error;
      const message = `Database ${database} can't be dropped: sessions or prepared transactions in it can't be ended`;
      throw new WorkerError('DatabaseBusy', message, { cause: error });
    });
  }
  for (const role of await siteRoles(client, site)) await client.query(`DROP ROLE ${escapeIdentifier(role)}`);
}
