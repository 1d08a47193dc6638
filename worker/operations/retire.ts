import type { Client } from 'pg';
import { stopRotation } from '../aws/secrets';
import { WorkerError } from '../errors';
import { refuseUnderLegalHold } from '../legal-hold';
import { connected } from '../postgres/connection';
import { besideDatabases, databaseExists, renameDatabases } from '../postgres/databases';
import { closeSite } from '../postgres/drop-site';
import { databaseName, oldName, secretName } from '../site-names';
import type { SiteWork } from '../site-work';
import { newestComplete } from '../storage/backups';
import { backUp } from './backup';

export interface Retired {
  /** What the database is called now. */
  readonly old: string;
  /** The newest complete backup. Absent for a site without backups, such as a copy. */
  readonly backup?: { readonly backup: string; readonly snapshotAt: string };
}

/**
 * Takes a site out of service: its backup of today is made unless it exists, nobody can sign in as the site any more,
 * and its database is put aside under another name, with all that was written since that backup. Keys, attachments,
 * secrets and backups stay. To onboard the site brings it back as it was, to restore a backup as it was then; the
 * database that was put aside is kept for at least seven days.
 */
export async function retire(work: SiteWork): Promise<Retired> {
  const { site, shop } = work;
  refuseUnderLegalHold(site, 'retired');
  const platform = async <T>(task: (client: Client) => Promise<T>) =>
    connected(await work.platformLogin(), shop.authorities, task);
  const backedUp = work.recovery !== undefined && site.backupTimes.length > 0;
  if (backedUp && (await platform((client) => databaseExists(client, databaseName(site.id))))) {
    await backUp(work, shop.now());
  }
  const old = await platform(async (client) => {
    const name = await putAside(work, client);
    // Only now: a backup signs in as the site, and an attempt after a kill must still be able to make one. Rotation
    // would let a user sign in again.
    await stopRotation(shop.aws.secrets(shop.job.server.region), secretName(shop.job, site.id));
    await closeSite(client, site.id);
    work.log.step('site-closed');
    return name;
  });
  const newest = backedUp ? await newestComplete(work) : undefined;
  return { old, ...(newest && { backup: { backup: newest.backup, snapshotAt: newest.snapshotAt } }) };
}

/** @returns the database's new name, also if an earlier attempt gave it to it. */
async function putAside(work: SiteWork, client: Client): Promise<string> {
  const { site, shop } = work;
  const live = databaseName(site.id);
  if (!(await databaseExists(client, live))) {
    const earlier = (await besideDatabases(client, site.id, 'old')).at(-1);
    if (earlier !== undefined) return earlier;
    throw new WorkerError('NotOnboarded', `Site ${site.id} has no database on the server; there is nothing to retire`);
  }
  const old = oldName(site.id, shop.now());
  work.signal.throwIfAborted();
  await connected(await work.platformLogin(), shop.authorities, (terminator) =>
    renameDatabases(client, terminator, [[live, old]]),
  );
  work.log.step('put-aside', { old });
  return old;
}
