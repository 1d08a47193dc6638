import type { Client } from 'pg';
import { describeError } from '../errors';
import { createDatabase, dropDatabase, besideDatabases } from '../postgres/databases';
import { roleName, stagingName, type Beside } from '../site-names';
import type { SiteWork } from '../site-work';
import { addAuditing } from './auditing';

/**
 * Works with an empty database beside the live one, and drops it if that fails. Whatever a killed run left of this kind
 * is dropped first: nobody else can be using it, since this run holds the site.
 *
 * @param platform Session of the platform's role.
 */
export async function withStaging<T>(
  work: SiteWork,
  platform: Client,
  purpose: Exclude<Beside, 'old'>,
  backup: string,
  fill: (database: string) => Promise<T>,
): Promise<T> {
  const { id } = work.site;
  await dropLeftOvers(work, platform, purpose);
  const database = stagingName(id, purpose, backup);
  await createDatabase(platform, database, roleName(id));
  work.log.step('staging-made', { database });
  try {
    await addAuditing(work, platform, database);
    return await fill(database);
  } catch (error) {
    await dropDatabase(platform, database).catch((failure: unknown) => {
      work.log.warn(`The next run drops ${database}, this one could not: ${describeError(failure).message}`);
    });
    throw error;
  }
}

/** Drops what a killed run left of a kind. */
export async function dropLeftOvers(work: SiteWork, platform: Client, purpose: Exclude<Beside, 'old'>): Promise<void> {
  for (const leftOver of await besideDatabases(platform, work.site.id, purpose)) {
    await dropDatabase(platform, leftOver);
    work.log.step('left-over-dropped', { database: leftOver });
  }
}
