import { WorkerError } from '../../worker/errors';
import type { SiteWork } from '../../worker/site-work';
import type { Bucket } from '../../worker/storage/bucket';
import { blobPrefix, PARTS, sitePrefix } from '../../worker/storage/layout';
import type { Registry } from '../shared/registry/registry';
import { removeObjects } from './remove-objects';
import type { Tally } from './report';

/** How S3 says that a version is locked. */
const LOCKED = ['AccessDenied', 'ObjectLocked'];

/**
 * Removes all backups of a site that was erased, in all its regions (D9). Its keys are gone, so that nothing of it can
 * be read any more; what is locked still leaves with the bucket's lifecycle, and is counted.
 *
 * @throws WorkerError BadRequest, LegalHold
 */
export async function removeSite(work: SiteWork, registry: Registry, tally: Tally): Promise<void> {
  const { id, legalHold } = work.site;
  const record = await registry.site(id);
  if (record?.state !== 'erased') {
    const state = record ? record.state : 'not in the registry';
    throw new WorkerError('BadRequest', `Site ${id} is ${state}; only of an erased one all backups are removed`);
  }
  const hold = legalHold ?? record.job.legalHold;
  if (hold) throw new WorkerError('LegalHold', `Site ${id} is under legal hold since ${hold.since}: ${hold.reason}`);

  await removeCurrent(work, tally);
  const locked = await Promise.all(work.regions.map(({ backups }) => removeVersions(work, backups)));
  tally.locked = locked.reduce((sum, count) => sum + count, 0);
  for (const { id: backup } of await registry.backups(id)) await registry.forgetBackup(id, backup);
}

/** Manifests go first, and in all regions, so that nothing half-removed passes for a backup. */
async function removeCurrent(work: SiteWork, tally: Tally): Promise<void> {
  const { site, regions } = work;
  const prefix = sitePrefix(site.id);
  const found = await Promise.all(
    regions.map(async ({ backups }) => {
      const keys: string[] = [];
      for await (const { key } of backups.list(prefix)) keys.push(key);
      return { backups, keys };
    }),
  );
  for (const isManifest of [true, false]) {
    await Promise.all(
      found.map(({ backups, keys }) =>
        removeObjects(
          work,
          backups,
          keys.filter((key) => key.endsWith(`/${PARTS.manifest}`) === isManifest),
        ),
      ),
    );
  }
  const names = [...new Set(found.flatMap(({ keys }) => keys))];
  const blobs = names.filter((key) => key.startsWith(blobPrefix(site.id)));
  const others = names.filter((key) => !key.startsWith(blobPrefix(site.id)));
  tally.blobs = blobs.length;
  tally.removed = new Set(others.map((key) => key.slice(prefix.length).split('/')[0])).size;
  if (names.length > 0) work.log.step('site-removed', { backups: tally.removed, blobs: tally.blobs });
}

/**
 * Deletes every version that the lock gives free. The marks of deletion stay, as that of a locked version is what hides
 * it; the lifecycle removes them once they are alone.
 *
 * @returns how many are locked.
 */
async function removeVersions({ site, signal }: SiteWork, bucket: Bucket): Promise<number> {
  const versions: { readonly key: string; readonly versionId: string }[] = [];
  for await (const { key, versionId } of bucket.listAllVersions(sitePrefix(site.id))) versions.push({ key, versionId });
  const refused = await bucket.remove(versions, signal);
  const other = refused.find(({ code }) => !LOCKED.includes(code));
  if (!other) return refused.length;
  const { key, versionId, code, message } = other;
  throw new Error(`S3 in ${bucket.region} did not delete version ${versionId} of ${key}: ${code} ${message}`);
}
