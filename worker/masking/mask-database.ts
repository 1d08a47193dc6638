import type { Client } from 'pg';
import type { MaskedColumn } from '../../lambda/shared/job';
import { tablesToMask } from './columns';
import { maskTable, MASKING_SETTINGS, told } from './mask-table';
import type { Salt } from './masks';
import { refreshViews } from './refresh-views';

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
  await client.query(`${MASKING_SETTINGS}; SET lock_timeout = 0`);
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
