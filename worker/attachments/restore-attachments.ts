import { inParallel } from '../parallel';
import type { SiteRegion, SiteWork } from '../site-work';
import { copyObject } from '../storage/copy-object';
import { attachmentPrefix, blobKey } from '../storage/layout';
import type { Attachment, AttachmentList } from '../storage/manifest';
import { listAttachments, OBJECTS_AT_ONCE } from './blobs';

/** Metadata that a restore adds to an attachment: the hash of its content. */
const RESTORED = 'restored-sha256';

/** What is to be done with the attachments of a backup in the region that it is restored into. */
export interface AttachmentsToRestore {
  /** Not there at present. */
  readonly missing: readonly Attachment[];
  /** There under the same name, with another content. */
  readonly changed: readonly Attachment[];
}

/**
 * Compares a backup's attachments with what the application has in a region.
 *
 * @param before What was stored later is the site's new work and stays. Default: the end of time.
 */
export async function attachmentsToRestore(
  work: SiteWork,
  region: SiteRegion,
  list: AttachmentList,
  before = new Date(8.64e15),
): Promise<AttachmentsToRestore> {
  const objects = await listAttachments(work, region);
  const present = new Map(objects.map((object) => [object.key, object]));
  const missing = list.attachments.filter(({ name }) => !present.has(keyOf(work, name)));
  const perhaps = list.attachments.filter(({ name }) => present.has(keyOf(work, name)));
  const same = await inParallel(perhaps, OBJECTS_AT_ONCE, work.signal, async ({ name, bytes, etag, sha256 }) => {
    const object = present.get(keyOf(work, name));
    if (!object || object.modified >= before) return true;
    if (object.bytes !== bytes) return false;
    // The ETag of the same content differs by region and key; then what a restore has noted on it tells.
    return object.etag === etag || (await region.attachments.head(object.key))?.headers.metadata[RESTORED] === sha256;
  });
  return { missing, changed: perhaps.filter((_, index) => !same[index]) };
}

/**
 * Puts attachments in the place where the application has them. The bucket keeps versions: what is replaced, by
 * accident too, can be brought back for fourteen days. Attachments that the backup doesn't know stay. Headers and
 * metadata come from the backup's list: the blob, which attachments share, has those of whichever came first.
 */
export async function restoreAttachments(
  work: SiteWork,
  from: SiteRegion,
  into: SiteRegion,
  attachments: readonly Attachment[],
): Promise<void> {
  await inParallel(attachments, OBJECTS_AT_ONCE, work.signal, async ({ name, bytes, sha256, headers }) => {
    const source = { bucket: from.backups, key: blobKey(work.site.id, sha256), bytes };
    const metadata = { ...headers.metadata, [RESTORED]: sha256 };
    const target = { bucket: into.attachments, key: keyOf(work, name) };
    await copyObject(source, target, { headers: { ...headers, metadata } });
  });
}

function keyOf({ site }: SiteWork, name: string): string {
  return attachmentPrefix(site.id) + name;
}
