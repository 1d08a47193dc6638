import type { Client } from 'pg';
import { createDatabase, dropDatabase, besideDatabases } from '../postgres/databases';
import { roleName, stagingName } from '../site-names';
import type { SiteWork } from '../site-work';

/**
 * Works with an empty database beside the live one, and drops it if that fails. Whatever a killed run left of this kind
 * is dropped first: nobody else can be using it, since this run holds the site.
 *
 * @param platform Session of the platform's role.
 */
export async function withStaging<T>(
  work: SiteWork,
  platform: Client,
  purpose: 'restore' | 'verify',
  backup: string,
  fill: (database: string) => Promise<T>,
): Promise<T> {
  const { id } = work.site;
  for (const leftOver of await besideDatabases(platform, id, purpose)) {
    await dropDatabase(platform, leftOver);
    work.log.step('left-over-dropped', { database: leftOver });
  }
  const database = stagingName(id, purpose, backup);
  await createDatabase(platform, database, roleName(id));
  work.log.step('staging-made', { database });
  try {
    return await fill(database);
  } catch (error) {
    await dropDatabase(platform, database).catch(() => undefined); // the next run will
    throw error;
  }
}
