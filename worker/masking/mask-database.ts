import { escapeIdentifier, type Client } from 'pg';
import type { MaskedColumn } from '../../lambda/shared/job';
import { WorkerError } from '../errors';
import { sqlState } from '../postgres/connection';
import { FAMILY, tablesToMask, type TableToMask } from './columns';
import { maskedValue, outOfTheWay, type Maskable, type Salt } from './masks';

/** Large objects that are emptied in one transaction, which keeps each of them open. */
const LARGE_OBJECTS_AT_ONCE = 500;

/** What was done to a database. */
export interface MaskedDatabase {
  readonly tables: number;
  readonly columns: number;
  readonly largeObjects: number;
}

/**
 * Masks columns of a database that nobody else uses, signed in as the owner of all that is in it. What else may hold
 * what was masked goes too: materialized views are made anew, and large objects, which have no columns, are emptied.
 * Statistics of the planner hold some as well, and are in no dump.
 *
 * @param signal Ends it between two tables.
 * @throws WorkerError MaskingFailed
 */
export async function maskDatabase(
  client: Client,
  masks: readonly MaskedColumn[],
  salt: Salt,
  signal: AbortSignal,
): Promise<MaskedDatabase> {
  // As pg_restore does it: no name of the customer's stands in for one of PostgreSQL's. Dates are hashed as written.
  await client.query(`SET search_path = ''; SET statement_timeout = 0; SET lock_timeout = 0;
    SET row_security = off; SET datestyle = 'ISO, YMD'; SET timezone = 'UTC'`);
  const tables = await tablesToMask(client, masks);
  for (const table of tables) {
    signal.throwIfAborted();
    await told(`table ${table.schema}.${table.table}`, () => maskTable(client, table, salt));
  }
  const largeObjects = await told('large objects', () => emptyLargeObjects(client));
  signal.throwIfAborted();
  await refreshViews(client);
  return { tables: tables.length, columns: masks.length, largeObjects };
}

/** In one transaction: triggers and rules are as they were afterwards, and so they are dumped. */
async function maskTable(client: Client, table: TableToMask, salt: Salt): Promise<void> {
  await client.query('BEGIN');
  try {
    // What is checked at the end of the transaction would be in the way of the last change to the table.
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    const automatic = await automatisms(client, table);
    for (const { on, what } of automatic) await client.query(`ALTER TABLE ONLY ${on} DISABLE ${what}`);
    await update(client, table, outOfTheWay);
    await update(client, table, (column) => maskedValue(column, salt));
    for (const { on, what, how } of automatic) await client.query(`ALTER TABLE ONLY ${on} ${how} ${what}`);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function update(
  client: Client,
  { schema, table, columns }: TableToMask,
  value: (column: Maskable) => string | undefined,
): Promise<void> {
  const changed = columns.filter((column) => value(column) !== undefined);
  if (changed.length === 0) return;
  const set = changed.map((column) => `${escapeIdentifier(column.column)} = ${value(column)}`);
  const where = changed.map(({ column }) => `${escapeIdentifier(column)} IS NOT NULL`);
  const name = `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
  await client.query(`UPDATE ${name} SET ${set.join(', ')} WHERE ${where.join(' OR ')}`);
}

/** What has a say in what becomes of a change to a table: a trigger or a rule. */
interface Automatism {
  readonly on: string;
  /** `TRIGGER "name"` or `RULE "name"`. */
  readonly what: string;
  /** How it is enabled. */
  readonly how: string;
}

async function automatisms(client: Client, { schema, table }: TableToMask): Promise<Automatism[]> {
  const how = (state: string): string =>
    `CASE ${state} WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE' END`;
  const { rows } = await client.query<Automatism>(
    `WITH RECURSIVE ${FAMILY}
     SELECT format('%I.%I', n.nspname, c.relname) AS "on", a.what, a.how
       FROM family f JOIN pg_class c ON c.oid = f.rel JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN LATERAL (
         SELECT format('TRIGGER %I', t.tgname) AS what, ${how('t.tgenabled')} AS how
           FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D'
          UNION ALL
         SELECT format('RULE %I', r.rulename), ${how('r.ev_enabled')}
           FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN' AND r.ev_enabled <> 'D') a ON true`,
    [schema, table],
  );
  return rows;
}

/** Leaves each with its number, since columns refer to them by it. */
async function emptyLargeObjects(client: Client): Promise<number> {
  let emptied = 0;
  for (let last = '0'; ;) {
    // 131072 is INV_WRITE. Each is open until the transaction ends, which is this statement.
    const { rows } = await client.query<{ oid: string }>(
      `SELECT o.oid::text, lo_truncate64(lo_open(o.oid, 131072), 0)
         FROM (SELECT oid FROM pg_largeobject_metadata WHERE oid > $1::oid ORDER BY oid LIMIT $2) o ORDER BY o.oid`,
      [last, LARGE_OBJECTS_AT_ONCE],
    );
    emptied += rows.length;
    const end = rows.at(-1);
    if (!end) return emptied;
    last = end.oid;
  }
}

/**
 * Makes materialized views anew, each after those that it is made from. Before the first all are emptied: one that
 * comes too early, since a function hides what it reads, then fails instead of keeping what was masked.
 */
async function refreshViews(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `WITH RECURSIVE uses AS (
       SELECT DISTINCT r.ev_class AS view, d.refobjid AS used FROM pg_rewrite r
         JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
          AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class),
     depths AS (
       SELECT oid AS view, 0 AS depth FROM pg_class WHERE relkind = 'm'
        UNION SELECT u.view, d.depth + 1 FROM depths d JOIN uses u ON u.used = d.view)
     SELECT format('%I.%I', n.nspname, c.relname) AS name
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN depths d ON d.view = c.oid
      WHERE c.relkind = 'm' AND c.relispopulated GROUP BY 1 ORDER BY max(d.depth), 1`,
  );
  for (const how of ['WITH NO DATA', 'WITH DATA']) {
    for (const { name } of rows) {
      await told(`materialized view ${name}`, () => client.query(`REFRESH MATERIALIZED VIEW ${name} ${how}`));
    }
  }
}

/** Has an error say what was being masked and how it failed, without any value that PostgreSQL quotes. */
async function told<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const state = sqlState(error);
    if (state === undefined || /^(08|53|57)/.test(state)) throw error;
    const { constraint } = error as { constraint?: string };
    const why = constraint === undefined ? `PostgreSQL reports ${state}` : `masks violate the constraint ${constraint}`;
    throw new WorkerError('MaskingFailed', `The masks can't be put on ${what}: ${why}`, { cause: error });
  }
}
