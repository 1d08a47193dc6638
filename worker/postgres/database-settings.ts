import { escapeIdentifier, escapeLiteral, type Client } from 'pg';
import { z } from 'zod';
import { sqlState } from './connection';

/** What `ALTER DATABASE … SET` has set, or for one role `ALTER ROLE … IN DATABASE … SET`; a dump doesn't have it. */
export const databaseSettingSchema = z.object({
  name: z.string(),
  value: z.string(),
  /** Absent if it holds for every role. */
  role: z.string().optional(),
});
export type DatabaseSetting = z.infer<typeof databaseSettingSchema>;

/** Settings whose value is a list of names: as one string it would be a single name with commas in it. */
const LISTS = ['search_path', 'temp_tablespaces', 'local_preload_libraries', 'session_preload_libraries'];

/** What is set on the database of the session. */
export async function databaseSettings(client: Client): Promise<DatabaseSetting[]> {
  const { rows } = await client.query<{ role: string | null; setting: string }>(
    `SELECT r.rolname AS role, unnest(s.setconfig) AS setting
       FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase LEFT JOIN pg_roles r ON r.oid = s.setrole
      WHERE d.datname = current_database() AND (s.setrole = 0 OR r.oid IS NOT NULL)
      ORDER BY 1 NULLS FIRST, 2`,
  );
  return rows.map(({ role, setting }) => {
    const [name = ''] = setting.split('=', 1);
    return { name, value: setting.slice(name.length + 1), ...(role !== null && { role }) };
  });
}

/**
 * Sets on a database what was set on another.
 *
 * @returns names of what this server, or the session's role, doesn't take; all else that fails is thrown.
 */
export async function setOnDatabase(
  client: Client,
  database: string,
  settings: readonly DatabaseSetting[],
): Promise<string[]> {
  const refused: string[] = [];
  for (const { name, value, role } of settings) {
    const whose = role === undefined ? '' : `ROLE ${escapeIdentifier(role)} IN `;
    const parameter = name.split('.').map(escapeIdentifier).join('.');
    const values = LISTS.includes(name.toLowerCase()) ? namesIn(value) : [value];
    const statement = `ALTER ${whose}DATABASE ${escapeIdentifier(database)} SET ${parameter} TO`;
    try {
      await client.query(`${statement} ${values.map(escapeLiteral).join(', ')}`);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.push(name);
    }
  }
  return refused;
}

/** No such role or parameter here, not a value of it, or not this role's to set. */
function isRefusal(error: unknown): boolean {
  return /^(42|22)/.test(sqlState(error) ?? '');
}

/** Names in a list as PostgreSQL writes it, `"$user", public`. */
function namesIn(list: string): string[] {
  const names = [...list.matchAll(/"((?:[^"]|"")*)"|[^\s,"]+/g)];
  return names.map(([whole, quoted]) => quoted?.replaceAll('""', '"') ?? whole);
}
