import { attachmentsOf, blobsOf, damagedBlobs, drawn, missingBlobs } from '../attachments/check-blobs';
import { WorkerError } from '../errors';
import { connected } from '../postgres/connection';
import { dropDatabase, ensureSiteUsers } from '../postgres/databases';
import { keysToDecrypt } from '../site-keys';
import type { SiteRegion, SiteWork } from '../site-work';
import { readPart } from '../storage/backups';
import { partKey } from '../storage/layout';
import type { Manifest } from '../storage/manifest';
import { fingerprint } from '../attachments/blobs';
import { sameContent } from '../streams/digest';
import { checkSameMajor } from './check-server';
import { loadBackup } from './load-backup';
import { withStaging } from './staging';

export interface Verified {
  readonly backup: string;
  readonly snapshotAt: string;
  readonly tables: number;
  readonly rows: number;
  readonly attachments: number;
  /** How many contents of attachments were read, in each region. */
  readonly attachmentsRead: number;
  /** From beginning to end: what a restore of this size takes. */
  readonly seconds: number;
}

/**
 * Proves that a backup can be restored, by restoring it: its dump is loaded into a scratch database of the server, rows
 * are counted, and everything stored is read and compared with the manifest in every region. Nothing less shows it: a
 * dump with a bit flipped loads without a complaint, and one cut short lists its whole content.
 *
 * @param attachmentBytes Of attachments so much is read, drawn by lot; that all of them are there is seen in any case.
 *   Default: all
 */
export async function verify(work: SiteWork, manifest: Manifest, attachmentBytes?: number): Promise<Verified> {
  const started = performance.now();
  const keys = await keysToDecrypt(work);
  const login = await work.siteLogin();
  const [from, ...others] = work.nearestFirst;
  await connected(await work.platformLogin(), work.shop.authorities, async (platform) => {
    await checkSameMajor(work, platform, manifest);
    if (work.shop.job.server.empty) await ensureSiteUsers(platform, work.site.id, login);
    await withStaging(work, platform, 'verify', manifest.backup, async (database) => {
      await loadBackup(work, manifest, from, keys, { ...login, database });
      await dropDatabase(platform, database);
    });
  });
  for (const other of others) await checkDump(manifest, other);
  await readPart(work, manifest, 'configuration');
  const list = await attachmentsOf(work, manifest);
  const read = drawn(blobsOf(list), attachmentBytes);
  for (const region of work.regions) {
    refuse(manifest, region, 'lacks attachments', await missingBlobs(work, region, list));
    refuse(manifest, region, 'has attachments that were changed', await damagedBlobs(work, region, read));
    work.log.step('attachments-compared', { region: region.region, count: read.length });
  }
  return {
    backup: manifest.backup,
    snapshotAt: manifest.snapshotAt,
    tables: Object.keys(manifest.rows).filter((name) => name.includes('.')).length,
    rows: Object.values(manifest.rows).reduce((sum, rows) => sum + rows, 0),
    attachments: list.attachments.length,
    attachmentsRead: read.length,
    seconds: Math.round(performance.now() - started) / 1000,
  };
}

async function checkDump(manifest: Manifest, region: SiteRegion): Promise<void> {
  const { database, site, backup } = manifest;
  const key = partKey(site, backup, 'database');
  if (await region.backups.head(key, database.versions[region.region])) {
    const found = await fingerprint(region.backups, key, database.versions[region.region]);
    if (sameContent(found, database)) return;
  }
  throw new WorkerError('BackupDamaged', `The dump of backup ${backup} of site ${site} is damaged in ${region.region}`);
}

function refuse({ site, backup }: Manifest, { region }: SiteRegion, what: string, hashes: readonly string[]): void {
  if (hashes.length === 0) return;
  const some = `${hashes.slice(0, 3).join(', ')}${hashes.length > 3 ? ` and ${hashes.length - 3} more` : ''}`;
  throw new WorkerError('BackupDamaged', `Backup ${backup} of site ${site} ${what} in ${region}: ${some}`);
}
