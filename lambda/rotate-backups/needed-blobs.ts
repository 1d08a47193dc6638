import { attachmentsOf } from '../../worker/attachments/check-blobs';
import { inParallel } from '../../worker/parallel';
import type { SiteWork } from '../../worker/site-work';
import { blobKey } from '../../worker/storage/layout';
import type { BlobReferences } from '../shared/attachments';
import { recall, type Memory } from './memory';
import type { StoredBackup } from './site-contents';

const LISTS_AT_ONCE = 4;

/**
 * The blobs that backups need, by the lists that they keep of their attachments. Those of an incomplete one count as
 * well if it has a manifest in any region: a later run may complete it by no more than the other manifest.
 *
 * @throws WorkerError BackupDamaged if a list can't be read: then nothing says which blobs are of use.
 */
export async function neededBlobs(
  work: SiteWork,
  backups: readonly StoredBackup[],
  { blobs: remembered }: Memory,
): Promise<BlobReferences[]> {
  const wanted = backups.flatMap(({ manifests }) => manifests);
  // Where attachments are copied on Saturdays only, the backups of a week have the same list.
  const distinct = [...new Map(wanted.map((manifest) => [manifest.attachments.sha256, manifest])).values()];
  const lists = await inParallel(distinct, LISTS_AT_ONCE, work.signal, async (manifest) => {
    const digest = manifest.attachments.sha256;
    const blobs = await recall(remembered, `${work.site.id} ${digest}`, async () => {
      const { attachments } = await attachmentsOf(work, manifest);
      return attachments.map(({ sha256 }) => blobKey(work.site.id, sha256));
    });
    return [digest, blobs] as const;
  });
  const byDigest = new Map(lists);
  return wanted.map(({ backup, attachments }) => ({ backup, blobs: byDigest.get(attachments.sha256) ?? [] }));
}
