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

/** A content that attachments have. */
export interface Blob {
  readonly sha256: string;
  readonly bytes: number;
}

/** The contents that a list names, each once. */
export function blobsOf({ attachments }: AttachmentList): Blob[] {
  return [...new Map(attachments.map(({ sha256, bytes }) => [sha256, { sha256, bytes }])).values()];
}

/**
 * Contents drawn by lot until they have so many bytes, the last one whole. Nobody can foresee which, and night by night
 * it is others.
 *
 * @param bytes All are drawn if they have no more. Default: all
 */
export function drawn(blobs: readonly Blob[], bytes = Infinity, random: () => number = Math.random): Blob[] {
  const order = blobs.map((blob) => ({ blob, lot: random() })).sort((a, b) => a.lot - b.lot);
  let sum = 0;
  return order.flatMap(({ blob }) => {
    if (sum >= bytes) return [];
    sum += blob.bytes;
    return [blob];
  });
}

/** Contents that a region has, but that are not what their name says; reads them all. */
export async function damagedBlobs(work: SiteWork, region: SiteRegion, blobs: readonly Blob[]): Promise<string[]> {
  const hashes = blobs.map(({ sha256 }) => sha256);
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
