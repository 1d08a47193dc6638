import { inParallel } from '../parallel';
import type { SiteRegion, SiteWork } from '../site-work';
import { readPart } from '../storage/backups';
import { blobKey } from '../storage/layout';
import { attachmentListSchema, type AttachmentList, type Manifest } from '../storage/manifest';
import { isNotFound } from '../aws/aws-errors';
import { fingerprint, OBJECTS_AT_ONCE, storedBlobs } from './blobs';

/** The list of a backup's attachments. */
export async function attachmentsOf(work: SiteWork, manifest: Manifest): Promise<AttachmentList> {
  return attachmentListSchema.parse(JSON.parse(await readPart(work, manifest, 'attachments')));
}

/** Contents that a list names and a region does not have. */
export async function missingBlobs(work: SiteWork, region: SiteRegion, list: AttachmentList): Promise<string[]> {
  const stored = await storedBlobs(work, region);
  return [...new Set(list.attachments.map(({ sha256 }) => sha256))].filter((sha256) => !stored.has(sha256));
}

/** Contents of a list that a region has, but that are not what their name says; reads them all. */
export async function damagedBlobs(work: SiteWork, region: SiteRegion, list: AttachmentList): Promise<string[]> {
  const hashes = [...new Set(list.attachments.map(({ sha256 }) => sha256))];
  const judged = await inParallel(hashes, OBJECTS_AT_ONCE, work.signal, async (sha256) => {
    try {
      return (await fingerprint(region.backups, blobKey(work.site.id, sha256))).sha256 === sha256;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  });
  return hashes.filter((_, index) => !judged[index]);
}
