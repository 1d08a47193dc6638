import { escapeIdentifier, type Client } from 'pg';
import { WorkerError } from '../errors';
import { sqlState } from '../postgres/connection';
import { FAMILY, type TableToMask } from './columns';
import { maskedValue, outOfTheWay, type Maskable, type Salt } from './masks';

/**
 * As pg_restore does it: no name of the customer's stands in for one of PostgreSQL's. Dates are hashed as written. What
 * row security hides must not stay as it is: rather an error.
 */
export const MASKING_SETTINGS = `SET search_path = ''; SET statement_timeout = 0; SET row_security = off;
  SET datestyle = 'ISO, YMD'; SET timezone = 'UTC'`;

/**
 * In one transaction: triggers and rules are as they were afterwards, and so they are dumped.
 *
 * @param rows Condition, in SQL, of the rows to mask; it must not hold for what a mask has made of one. Default: all
 * @returns how many rows were masked
 */
export async function maskTable(client: Client, table: TableToMask, salt: Salt, rows?: string): Promise<number> {
  await client.query('BEGIN');
  try {
    // What is checked at the end of the transaction would be in the way of the last change to the table.
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    const automatic = await automatisms(client, table);
    for (const { on, what } of automatic) await client.query(`ALTER TABLE ONLY ${on} DISABLE ${what}`);
    await update(client, table, outOfTheWay, rows);
    const masked = await update(client, table, (column) => maskedValue(column, salt), rows);
    for (const { on, what, how } of automatic) await client.query(`ALTER TABLE ONLY ${on} ${how} ${what}`);
    await client.query('COMMIT');
    return masked;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function update(
  client: Client,
  { schema, table, columns }: TableToMask,
  value: (column: Maskable) => string | undefined,
  rows: string | undefined,
): Promise<number> {
  const changed = columns.filter((column) => value(column) !== undefined);
  if (changed.length === 0) return 0;
  const set = changed.map((column) => `${escapeIdentifier(column.column)} = ${value(column)}`);
  const where = changed.map(({ column }) => `${escapeIdentifier(column)} IS NOT NULL`);
  const name = `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
  const chosen = rows === undefined ? '' : ` AND (${rows})`;
  const { rowCount } = await client.query(
    `UPDATE ${name} SET ${set.join(', ')} WHERE (${where.join(' OR ')})${chosen}`,
  );
  return rowCount ?? 0;
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

/** Has an error say what was being masked and how it failed, without any value that PostgreSQL quotes. */
export async function told<T>(what: string, work: () => Promise<T>): Promise<T> {
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
