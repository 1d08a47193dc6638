import type { Client } from 'pg';
import { connected, type Login } from './connection';
import { besideDatabases } from './databases';
import { databaseSettings, type DatabaseSetting } from './database-settings';

/** Rows of each table, by `schema.table`, and the large objects of the database as `large objects`. */
export type RowCounts = Readonly<Record<string, number>>;

/** A moment of a database that stays readable until it is let go. */
export interface Snapshot {
  /** What other sessions read the same moment by. */
  readonly id: string;
  /** The moment: what was committed later is not in (the recovery point of the backup). ISO 8601. */
  readonly at: string;
  readonly serverVersion: string;
  /** Size of the database on disk. */
  readonly bytes: number;
  readonly extensions: Readonly<Record<string, string>>;
  /** Set on the database, and so not in a dump of it. */
  readonly settings: readonly DatabaseSetting[];
  /** Counts on the snapshot's own session; may run beside a dump. */
  countRows(): Promise<RowCounts>;
  /** Databases of a site that others have taken the place of, and that are still there. */
  replacedDatabases(site: string): Promise<string[]>;
}

/** Works on one moment of a database, and lets it go. */
export async function withSnapshot<T>(
  login: Login,
  authorities: string,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  return connected(login, authorities, async (client) => {
    // It idles while the dump runs, however long that takes; and what row security hides must not be missing.
    await client.query(
      'SET idle_in_transaction_session_timeout = 0; SET transaction_timeout = 0; SET statement_timeout = 0; SET row_security = off',
    );
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const facts = await client.query<{ id: string; at: Date; version: string; bytes: string }>(
      `SELECT pg_export_snapshot() AS id, statement_timestamp() AS at, current_setting('server_version') AS version,
              pg_database_size(current_database()) AS bytes`,
    );
    const [row] = facts.rows;
    if (!row) throw new Error('PostgreSQL exported no snapshot');
    const extensions = await client.query<{ name: string; version: string }>(
      'SELECT extname AS name, extversion AS version FROM pg_extension ORDER BY 1',
    );
    return work({
      id: row.id,
      at: row.at.toISOString(),
      serverVersion: versionIn(row.version),
      bytes: Number(row.bytes),
      extensions: Object.fromEntries(extensions.rows.map(({ name, version }) => [name, version])),
      settings: await databaseSettings(client),
      countRows: () => countRows(client),
      replacedDatabases: (site) => besideDatabases(client, site, 'old'),
    });
  });
}

/** `18.6` of `18.6 (Debian 18.6-1)`. */
export function versionIn(text: string): string {
  return /^\d+(\.\d+)?/.exec(text)?.[0] ?? text;
}

/**
 * Counts the rows of all tables that a dump has, in their alphabetical order. Not those of materialized views: a restore
 * refreshes them, so they may well have other rows than the stale ones of before, or, unpopulated, none to count.
 */
export async function countRows(client: Client): Promise<RowCounts> {
  const tables = await client.query<{ name: string; counted: string }>(
    `SELECT n.nspname || '.' || c.relname AS name, format('%I.%I', n.nspname, c.relname) AS counted
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND c.relpersistence <> 't'
        AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                                  AND d.deptype = 'e')
      ORDER BY 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name, counted } of tables.rows) {
    const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM ${counted}`);
    counts[name] = Number(rows[0]?.count);
  }
  const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM pg_largeobject_metadata');
  counts['large objects'] = Number(rows[0]?.count);
  return counts;
}

/** Where two counts differ, in words; empty if nowhere. */
export function differences(expected: RowCounts, found: RowCounts): string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...names]
    .filter((name) => expected[name] !== found[name])
    .map((name) => `${name} has ${found[name] ?? 'no'} rows instead of ${expected[name] ?? 'none'}`);
}
