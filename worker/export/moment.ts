import type { Client } from 'pg';
import { WorkerError } from '../errors';
import { connected, sqlState, type Login } from '../postgres/connection';
import { listTables, type Table } from './tables';

/** A moment of the site's database, for as long as the session lasts. */
export interface Moment {
  readonly client: Client;
  /** What was committed later is not in. ISO 8601. */
  readonly at: string;
  /** Size of the database on disk. */
  readonly bytes: number;
  readonly tables: readonly Table[];
}

/** Seconds that a table is waited for which a release has locked. */
const LOCK_WAIT_SECONDS = 30;
/** A release that changes tables at the moment may do so again just after the first look. */
const LOOKS = 5;
/** SQLSTATE: a table waited for in vain; a table or schema that is gone. */
const LOCKED = '55P03';
const GONE = ['42P01', '3F000'];

/**
 * The same text for the same value, whatever database and role are set to; and names that mean PostgreSQL's own. What
 * row security hides must not be missing: rather an error.
 */
const SETTINGS = `
  SET row_security = off; SET search_path = pg_catalog; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD';
  SET IntervalStyle = iso_8601; SET bytea_output = hex; SET extra_float_digits = 1; SET client_encoding = UTF8;
  SET standard_conforming_strings = on; SET lock_timeout = '${LOCK_WAIT_SECONDS}s';
  SELECT set_config(name, '0', false) FROM pg_settings
   WHERE name IN ('statement_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout')`;

/**
 * Works on one moment of a database. All its tables are locked against being emptied or rewritten before the moment is
 * taken: a table that a release rewrites just after would otherwise look empty from then on.
 */
export async function atOneMoment<T>(
  login: Login,
  authorities: string,
  work: (moment: Moment) => Promise<T>,
): Promise<T> {
  return connected(login, authorities, async (client) => {
    await client.query(SETTINGS);
    for (let look = 1; look <= LOOKS; look += 1) {
      const moment = await locked(client, await listTables(client));
      if (moment) return work(moment);
      await client.query('ROLLBACK');
    }
    throw new WorkerError('DatabaseBusy', `The tables of ${login.database} change all the time; export it later`);
  });
}

/** @returns undefined if the tables are others by now. */
async function locked(client: Client, expected: readonly Table[]): Promise<Moment | undefined> {
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const exported = expected.filter(({ leftOut }) => leftOut === undefined);
  // Views of stored rows can't be locked by name.
  const names = exported.filter(({ kind }) => kind !== 'materialized view').map(({ from }) => from);
  try {
    if (names.length > 0) await client.query(`LOCK TABLE ${names.join(', ')} IN ACCESS SHARE MODE`);
  } catch (error) {
    if (GONE.includes(sqlState(error) ?? '')) return undefined;
    if (sqlState(error) !== LOCKED) throw failed('its tables can not be read', error);
    const why = `no table was free for ${LOCK_WAIT_SECONDS} s: a release is changing them`;
    throw failed(why, error);
  }
  const { rows } = await client.query<{ at: Date; bytes: string }>(
    'SELECT statement_timestamp() AS at, pg_database_size(current_database()) AS bytes',
  );
  const tables = await listTables(client);
  if (!rows[0] || JSON.stringify(tables) !== JSON.stringify(expected)) return undefined;
  // From now on these can't be filled anew either, so that both forms of the export have the same rows.
  for (const { kind, from } of exported) {
    if (kind === 'materialized view') await client.query(`SELECT FROM ${from} LIMIT 0`);
  }
  return { client, at: rows[0].at.toISOString(), bytes: Number(rows[0].bytes), tables };
}

/** An error of the server, without the details that may show a row. */
export function failed(what: string, cause: unknown): WorkerError {
  return new WorkerError('DatabaseFailed', `The database can't be exported, ${what}: ${(cause as Error).message}`, {
    cause,
  });
}
