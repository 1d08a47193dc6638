import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import { inParallel } from '../parallel';
import type { RegionKeys } from '../site-keys';
import type { SiteRegion, SiteWork } from '../site-work';
import type { ListedObject, ObjectHeaders } from '../storage/bucket';
import { copyObject } from '../storage/copy-object';
import { attachmentPrefix, blobKey, blobPrefix } from '../storage/layout';
import type { Attachment, AttachmentList } from '../storage/manifest';
import { DigestStream, type Fingerprint } from '../streams/digest';

/** Objects that are read or copied at a time. */
export const OBJECTS_AT_ONCE = 8;

/** The site's attachments as they are now. */
export async function listAttachments({ site }: SiteWork, { attachments }: SiteRegion): Promise<ListedObject[]> {
  const objects: ListedObject[] = [];
  for await (const object of attachments.listVersions(attachmentPrefix(site.id))) objects.push(object);
  return objects;
}

/**
 * Stores the content of each attachment as a blob in every region of the site, unless it is there already, under the site's key of
 * the region. An attachment is read only to learn its hash, and only if no earlier list tells it; S3 does the copying.
 *
 * @param known The newest set.
 */
export async function storeAttachments(
  work: SiteWork,
  objects: readonly ListedObject[],
  keys: RegionKeys,
  known: AttachmentList | undefined,
): Promise<Attachment[]> {
  const { site, home, signal } = work;
  const earlier = new Map(known?.attachments.map((attachment) => [attachment.name, attachment]));
  const stored = await Promise.all(work.regions.map((region) => storedBlobs(work, region)));
  return inParallel(objects, OBJECTS_AT_ONCE, signal, async (object) => {
    const { key, bytes, etag, versionId } = object;
    const name = key.slice(attachmentPrefix(site.id).length);
    const before = earlier.get(name);
    const unchanged = before?.etag === etag && before.bytes === bytes && before.versionId === versionId;
    const sha256 = unchanged ? before.sha256 : (await fingerprint(home.attachments, key, versionId)).sha256;
    const headers = unchanged ? before.headers : await headersOf(home.attachments, key, versionId);
    const blob = blobKey(site.id, sha256);
    for (const [index, { backups }] of work.regions.entries()) {
      if (stored[index]?.has(sha256)) continue;
      const attachment = { bucket: home.attachments, key, bytes, versionId, etag };
      const source = index === 0 ? attachment : { bucket: home.backups, key: blob, bytes };
      await copyObject(source, { bucket: backups, key: blob }, { keyArn: keys[index]?.arn });
      stored[index]?.add(sha256);
    }
    return { name, bytes, sha256, etag, versionId, headers };
  });
}

async function headersOf(bucket: SiteRegion['attachments'], key: string, versionId?: string): Promise<ObjectHeaders> {
  const found = await bucket.head(key, versionId);
  if (found) return found.headers;
  throw new Error(`An attachment vanished from ${bucket.name} while it was being backed up`);
}

/** Hashes of the contents that a region holds of a site. */
export async function storedBlobs({ site }: SiteWork, { backups }: SiteRegion): Promise<Set<string>> {
  const prefix = blobPrefix(site.id);
  const hashes = new Set<string>();
  for await (const { key } of backups.list(prefix)) hashes.add(key.slice(prefix.length));
  return hashes;
}

/** Reads an object to its end to learn what it is. */
export async function fingerprint(
  bucket: SiteRegion['backups'],
  key: string,
  versionId?: string,
): Promise<Fingerprint> {
  const digest = new DigestStream();
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(await bucket.getStream(key, versionId), digest, nowhere);
  return digest.fingerprint;
}
