import { setTimeout as sleep } from 'node:timers/promises';
import { escapeIdentifier, escapeLiteral, type Client } from 'pg';
import { scramVerifier } from '../../lambda/shared/scram';
import { ensureSecondUser, siteUsers } from '../../lambda/shared/site-users';
import { WorkerError } from '../errors';
import { besidePattern, type Beside } from '../site-names';
import { sqlState } from './connection';

/** SQLSTATE: somebody is connected to the database. */
const IN_USE = '55006';

/** Only those that may be ended; one that may not, such as a superuser's, must not keep the others from being. */
const ENDING_SESSIONS = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = ANY($1) AND pg_has_role(usesysid, 'USAGE')`;

/** What the worker notes on a database that it filled from a backup. */
export interface DatabaseOrigin {
  readonly backup: string;
  /** The operation that did it: when it is started again, it sees that it is done. */
  readonly operation: string;
  /** ISO 8601 instant just before it took the live one's place. */
  readonly at: string;
}

/**
 * Makes a site's roles so that it can sign in as its secret says: the one that owns its databases, and the second one
 * if it is that one's turn (ID-04).
 *
 * @param login What the secret holds.
 */
export async function ensureSiteUsers(
  client: Client,
  site: string,
  login: { readonly username: string; readonly password: string },
): Promise<void> {
  const [owner, second] = siteUsers(site);
  if (login.username !== owner && login.username !== second) {
    throw new WorkerError(
      'BadRequest',
      `The secret of site ${site} names user ${login.username}, who is none of its own`,
    );
  }
  await ensureRole(client, owner, login.username === owner ? login.password : undefined);
  if (login.username === second) await ensureSecondUser(client, site, login.password);
}

/**
 * Makes the role that owns a site's databases, or gives it this password; without, it keeps the one that it has, or has
 * none. The platform's role becomes a member, so as to make databases for it.
 */
export async function ensureRole(client: Client, role: string, password?: string): Promise<void> {
  const name = escapeIdentifier(role);
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  const rights = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';
  // A superuser's attributes are not the platform role's to name, not even to deny them, on a role that exists.
  const withPassword = password === undefined ? '' : `PASSWORD ${escapeLiteral(scramVerifier(password))}`;
  await client.query(`${verb} ROLE ${name} ${verb === 'CREATE' ? rights : 'LOGIN'} ${withPassword}`);
  await client.query(`GRANT ${name} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE`);
}

/** Makes an empty database that only its owner can connect to (TN-01). */
export async function createDatabase(client: Client, database: string, owner: string): Promise<void> {
  const name = escapeIdentifier(database);
  // A collation that PostgreSQL itself brings: no other server's libraries can make a restored index wrong.
  const locale = `LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'`;
  await client.query(
    `CREATE DATABASE ${name} OWNER ${escapeIdentifier(owner)} TEMPLATE template0 ENCODING 'UTF8' ${locale}`,
  );
  await closeToOthers(client, database);
}

/** Takes from everybody but the owner the right to connect, which PostgreSQL gives to all. */
export async function closeToOthers(client: Client, database: string): Promise<void> {
  await client.query(`REVOKE ALL ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`);
}

export async function databaseExists(client: Client, database: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  return rowCount !== 0;
}

export async function dropDatabase(client: Client, database: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(database)} WITH (FORCE)`);
}

/** Databases that were made beside the site's. */
export async function besideDatabases(client: Client, site: string, purpose: Beside): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT datname AS name FROM pg_database WHERE datname LIKE $1 ORDER BY 1',
    [besidePattern(site, purpose)],
  );
  return rows.map(({ name }) => name);
}

export async function noteOrigin(client: Client, database: string, origin: DatabaseOrigin): Promise<void> {
  await client.query(`COMMENT ON DATABASE ${escapeIdentifier(database)} IS ${escapeLiteral(JSON.stringify(origin))}`);
}

export async function originOf(client: Client, database: string): Promise<DatabaseOrigin | undefined> {
  const { rows } = await client.query<{ note: string | null }>(
    `SELECT shobj_description(oid, 'pg_database') AS note FROM pg_database WHERE datname = $1`,
    [database],
  );
  try {
    return JSON.parse(rows[0]?.note ?? '') as DatabaseOrigin;
  } catch {
    return undefined; // a person's comment, or none
  }
}

/**
 * Renames databases in one transaction: at no moment is there none, or half of the change. A rename waits for sessions
 * to end and lets no new one in meanwhile, so a second connection ends those that there are.
 *
 * @param terminator Another session than `client`'s.
 * @param renames From and to, in their order.
 */
export async function renameDatabases(
  client: Client,
  terminator: Client,
  renames: readonly (readonly [from: string, to: string])[],
): Promise<void> {
  const names = renames.map(([from]) => from);
  let renamed = false;
  const renaming = (async () => {
    try {
      await client.query('BEGIN');
      for (const [from, to] of renames) {
        await client.query(`ALTER DATABASE ${escapeIdentifier(from)} RENAME TO ${escapeIdentifier(to)}`);
      }
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      if (sqlState(error) !== IN_USE) throw error;
      const message = `Sessions in database ${names.join(' or ')} could not be ended; nothing was renamed`;
      throw new WorkerError('DatabaseBusy', message);
    } finally {
      renamed = true;
    }
  })();
  renaming.catch(() => undefined); // awaited at the end
  while (!renamed) {
    await terminator.query(ENDING_SESSIONS, [names]).catch(() => undefined);
    await Promise.race([renaming.catch(() => undefined), sleep(50)]);
  }
  await renaming;
}

export interface Swap {
  readonly live: string;
  /** What is to become the live one. */
  readonly staging: string;
  /** What the live one is to be called; undefined if there is none. */
  readonly old: string | undefined;
}

/** Puts a database in the place of another. @param terminator Another session than `client`'s. */
export function swapDatabases(client: Client, terminator: Client, { live, staging, old }: Swap): Promise<void> {
  return renameDatabases(client, terminator, [...(old === undefined ? [] : [[live, old] as const]), [staging, live]]);
}
