import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { PersonalData } from '../../lambda/shared/job';
import { WorkerError } from '../errors';
import { tablesToMask } from '../masking/columns';
import { maskTable, MASKING_SETTINGS, told } from '../masking/mask-table';
import { saltOf } from '../masking/masks';
import { refreshViews } from '../masking/refresh-views';
import { sqlState } from '../postgres/connection';
import type { HashedPerson } from './identifiers';
import { personTables, quoted, type PersonTables } from './person-tables';

/** Seconds that a table is waited for which a release has locked. */
const LOCK_WAIT_SECONDS = 30;
/** SQLSTATE: a table waited for in vain. */
const LOCKED = '55P03';

export type RowsByTable = Readonly<Record<string, number>>;

/** How many rows of the person's there are in each table; none are left out that have none. */
export async function countPerson(client: Client, { tables }: PersonTables): Promise<RowsByTable> {
  await settle(client);
  const counts: [string, number][] = [];
  for (const { name, rows } of tables.filter(({ columns }) => columns.length > 0)) {
    const query = `SELECT count(*)::int AS n FROM ${quoted(name)} WHERE ${rows}`;
    const found = await searched(name, () => client.query<{ n: number }>(query));
    counts.push([name, found.rows[0]?.n ?? 0]);
  }
  return Object.fromEntries(counts);
}

/**
 * Masks a person's rows in a database, signed in as the owner of all that is in it: every column that the config lists
 * of these tables. Others may be working in it meanwhile. Tables that refer to others come first, so that an attempt that
 * was killed leaves nothing that the next one would not find.
 *
 * @throws WorkerError MaskingFailed, DatabaseBusy
 */
export async function maskPerson(
  client: Client,
  personalData: PersonalData,
  person: HashedPerson,
  signal: AbortSignal,
): Promise<RowsByTable> {
  const { tables } = personTables(personalData, person);
  await settle(client);
  const maskable = await tablesToMask(client, personalData.columns);
  // Known to nobody: what a mask was made of can't be tried out.
  const salt = saltOf(person.salt + randomUUID());
  const masked: [string, number][] = [];
  for (const { name, rows } of tables) {
    const table = maskable.find((one) => `${one.schema}.${one.table}` === name);
    if (!table) continue;
    signal.throwIfAborted();
    masked.push([name, await searched(name, () => maskTable(client, table, salt, rows))]);
  }
  if (masked.some(([, count]) => count > 0)) await refreshTogether(client);
  return Object.fromEntries(masked);
}

async function settle(client: Client): Promise<void> {
  await client.query(`${MASKING_SETTINGS}; SET lock_timeout = '${LOCK_WAIT_SECONDS}s'`);
}

/** At once for everybody else: they wait, rather than find a view empty. */
async function refreshTogether(client: Client): Promise<void> {
  await client.query('BEGIN');
  try {
    await refreshViews(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function searched<T>(table: string, work: () => Promise<T>): Promise<T> {
  return told(`table ${table}`, async () => {
    try {
      return await work();
    } catch (error) {
      if (sqlState(error) !== LOCKED) throw error;
      const message = `Table ${table} was not free for ${LOCK_WAIT_SECONDS} s; do it again later`;
      throw new WorkerError('DatabaseBusy', message, { cause: error });
    }
  });
}
