import { LRUCache } from 'lru-cache';
import type { StoredManifest } from '../../worker/storage/backups';

/**
 * What a function that stays warm has read before and need not read again: S3 shows by its list, or a digest by itself,
 * that it is the same still. What is there is looked up every time.
 */
export class Memory {
  /** By region, key, and the entity tag that S3 lists for it: another with every write. */
  public readonly manifests = new LRUCache<string, StoredManifest>({ max: 5000 });
  /** Keys of blobs, by site and digest of the list of attachments that names them. */
  public readonly blobs = new LRUCache<string, readonly string[]>({ max: 500 });
}

/** What is remembered under a name, or else is read now, and remembered if there is such a thing. */
export async function recall<T extends object, R extends T | undefined>(
  remembered: LRUCache<string, T>,
  name: string,
  read: () => Promise<R>,
): Promise<T | R> {
  const known = remembered.get(name);
  if (known) return known;
  const found = await read();
  if (found) remembered.set(name, found);
  return found;
}
