import { WorkerError } from '../errors';
import { inParallel } from '../parallel';
import type { RegionKeys } from '../site-keys';
import type { SiteRegion, SiteWork } from '../site-work';
import type { ListedObject } from '../storage/bucket';
import { copyObject } from '../storage/copy-object';
import { blobKey, blobPrefix } from '../storage/layout';
import type { AttachmentList } from '../storage/manifest';
import { fingerprint, OBJECTS_AT_ONCE, storedBlobs } from './blobs';

/**
 * Gives another site the contents of a list that its regions lack, under its keys. Each is read once and compared with
 * its hash before: what was damaged is not handed on, or it would count as stored there ever after.
 *
 * @param from Region of the source that has them all.
 * @returns how many were copied.
 */
export async function copyBlobs(
  work: SiteWork,
  from: SiteRegion,
  list: AttachmentList,
  to: SiteWork,
  keys: RegionKeys,
): Promise<number> {
  const stored = await Promise.all(to.regions.map((region) => storedBlobs(to, region)));
  const hashes = new Set(list.attachments.map(({ sha256 }) => sha256));
  const lacking = [...hashes].filter((sha256) => stored.some((there) => !there.has(sha256)));
  if (lacking.length === 0) return 0;
  const sources = await blobsOf(work, from);
  await inParallel(lacking, OBJECTS_AT_ONCE, work.signal, async (sha256) => {
    const source = sources.get(sha256);
    // That version and no other: it is the one that was read.
    if (!source || (await fingerprint(from.backups, source.key, source.versionId)).sha256 !== sha256) {
      const what = source ? 'is damaged' : 'is missing';
      throw new WorkerError('BackupDamaged', `Attachment ${sha256} of site ${work.site.id} ${what} in ${from.region}`);
    }
    for (const [index, { backups }] of to.regions.entries()) {
      if (stored[index]?.has(sha256)) continue;
      const target = { bucket: backups, key: blobKey(to.site.id, sha256) };
      await copyObject({ ...source, bucket: from.backups }, target, { keyArn: keys[index]?.arn });
    }
  });
  return lacking.length;
}

async function blobsOf({ site }: SiteWork, { backups }: SiteRegion): Promise<ReadonlyMap<string, ListedObject>> {
  const prefix = blobPrefix(site.id);
  const blobs = new Map<string, ListedObject>();
  for await (const blob of backups.listVersions(prefix)) blobs.set(blob.key.slice(prefix.length), blob);
  return blobs;
}
