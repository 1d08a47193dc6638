import { attachmentsOf, missingBlobs } from '../attachments/check-blobs';
import { attachmentsToRestore, restoreAttachments } from '../attachments/restore-attachments';
import { WorkerError } from '../errors';
import { readCredentials, replaceCredentials } from '../aws/secrets';
import { connected } from '../postgres/connection';
import { databaseExists, ensureSiteUsers, noteOrigin, originOf, swapDatabases } from '../postgres/databases';
import { keysToDecrypt } from '../site-keys';
import { databaseName, oldName, secretName } from '../site-names';
import { checkResidency, type SiteRegion, type SiteWork } from '../site-work';
import type { Manifest } from '../storage/manifest';
import { checkSameMajor } from './check-server';
import { loadBackup } from './load-backup';
import { reapplyErasures, type Reapplied } from './reapply-erasures';
import { restoreSettings } from './restore-settings';
import { rotateSecret } from './rotate-secret';
import { withStaging } from './staging';
import type { SiteKey } from '../aws/site-keys';
import type { AttachmentList } from '../storage/manifest';
import type { Client } from 'pg';

export interface Restored extends Partial<Reapplied> {
  readonly backup: string;
  /** The recovery point: what was committed later is lost. */
  readonly snapshotAt: string;
  /** What the database that was live is called now; absent if there was none, or an earlier attempt exchanged it. */
  readonly old?: string;
  readonly attachments: number;
  /** From beginning to end, the recovery time of this attempt. */
  readonly seconds: number;
}

/**
 * Restores a backup into the job's server, in the home or in the recovery region (BK-18, DR-02, DR-03): into a database
 * beside the live one, which is compared with the manifest and then takes its place in one transaction. A failure up to
 * that leaves the site as it was; after it, the database of before stays beside the new one.
 *
 * @param operation Names this restore: started again under the same name, as after a kill, it goes on where it was, and
 *   does not put what the site has stored since back again.
 */
export async function restore(work: SiteWork, manifest: Manifest, operation: string): Promise<Restored> {
  const started = performance.now();
  const into = work.nearestFirst[0];
  checkResidency(work.site, into.region);
  const keys = await keysToDecrypt(work);
  const list = await attachmentsOf(work, manifest);
  const from = await completeSource(work, manifest, list, keys);
  const { at, ...exchanged } = await connected(await work.platformLogin(), work.shop.authorities, async (platform) => {
    await checkSameMajor(work, platform, manifest);
    const origin = await originOf(platform, databaseName(work.site.id));
    if (origin?.operation === operation) {
      work.log.step('already-swapped', { operation });
      return { at: origin.at };
    }
    return replaceDatabase(work, platform, operation, { manifest, list, from, keys });
  });
  await pointSecret(work);
  // Only now what the live site had under the same names; not what it has stored since the exchange.
  const { missing, changed } = await attachmentsToRestore(work, into, list, new Date(at));
  await restoreAttachments(work, from, into, [...missing, ...changed]);
  // A site that was retired is in service again.
  await rotateSecret(work);
  work.log.step('restored', { backup: manifest.backup, changed: changed.length });
  return {
    backup: manifest.backup,
    snapshotAt: manifest.snapshotAt,
    ...exchanged,
    attachments: list.attachments.length,
    seconds: Math.round(performance.now() - started) / 1000,
  };
}

interface Source {
  readonly manifest: Manifest;
  readonly list: AttachmentList;
  readonly from: SiteRegion;
  readonly keys: readonly SiteKey[];
}

async function replaceDatabase(
  work: SiteWork,
  platform: Client,
  operation: string,
  { manifest, list, from, keys }: Source,
): Promise<Pick<Restored, 'old' | keyof Reapplied> & { readonly at: string }> {
  const { site, shop } = work;
  const into = work.nearestFirst[0];
  const login = await work.siteLogin();
  await ensureSiteUsers(platform, site.id, login);
  return withStaging(work, platform, 'restore', manifest.backup, async (staging) => {
    await loadBackup(work, manifest, from, keys, { ...login, database: staging });
    const reapplied = await reapplyErasures(work, manifest, from, { ...login, database: staging });
    await restoreSettings(work, platform, manifest, staging);
    // Before the exchange only what is missing: the live site notices nothing of it.
    const { missing } = await attachmentsToRestore(work, into, list);
    await restoreAttachments(work, from, into, missing);
    work.log.step('attachments-added', { count: missing.length });
    const live = databaseName(site.id);
    const now = shop.now();
    const old = (await databaseExists(platform, live)) ? oldName(site.id, now) : undefined;
    await noteOrigin(platform, staging, { backup: manifest.backup, operation, at: now.toISOString() });
    work.signal.throwIfAborted();
    work.log.step('swapping', { old });
    await connected(await work.platformLogin(), shop.authorities, (terminator) =>
      swapDatabases(platform, terminator, { live, staging, old }),
    );
    work.log.step('swapped', { old });
    return { old, at: now.toISOString(), ...(someone(reapplied) && reapplied) };
  });
}

/** Whether anybody was erased since the backup was made; a result without them says less and means the same. */
function someone({ erasedAgain, notErasedAgain }: Reapplied): boolean {
  return erasedAgain.length + notErasedAgain.length > 0;
}

/** Where the application looks its database up, it finds the server that the site is on from now on. */
async function pointSecret(work: SiteWork): Promise<void> {
  const { site, shop } = work;
  const { host, port } = await work.platformLogin();
  const secrets = shop.aws.secrets(shop.job.server.region);
  const name = secretName(shop.job, site.id);
  const credentials = await readCredentials(secrets, name);
  if (!credentials || (credentials.host === host && credentials.port === port)) return;
  await replaceCredentials(secrets, name, { ...credentials, host, port });
  work.log.step('secret-pointed', { host });
}

/** The nearest region whose key can be used and that has the backup whole, its attachments included. */
export async function completeSource(
  work: SiteWork,
  manifest: Manifest,
  list: AttachmentList,
  keys: readonly SiteKey[],
): Promise<SiteRegion> {
  const lacking: string[] = [];
  for (const region of work.nearestFirst.filter(({ region }) => keys.some((key) => key.region === region))) {
    const missing = await missingBlobs(work, region, list);
    if (missing.length === 0) return region;
    lacking.push(`${missing.length} in ${region.region}`);
  }
  const what = `attachments are missing, ${lacking.join(' and ')}`;
  throw new WorkerError('BackupDamaged', `Backup ${manifest.backup} of site ${manifest.site}: ${what}`);
}
