import type { SiteWork } from '../../worker/site-work';
import type { Bucket } from '../../worker/storage/bucket';

/**
 * Deletes objects by their keys alone, never a version: the bucket keeps what was deleted for another two weeks, so that
 * what should not have been removed can be brought back (D17).
 *
 * @throws if S3 refuses to delete one of them.
 */
export async function removeObjects({ signal }: SiteWork, bucket: Bucket, keys: readonly string[]): Promise<void> {
  const refused = await bucket.remove(
    keys.map((key) => ({ key })),
    signal,
  );
  const [first] = refused;
  if (!first) return;
  const count = `${refused.length} of ${keys.length} objects`;
  throw new Error(`S3 in ${bucket.region} refused to delete ${count}, ${first.key}: ${first.code} ${first.message}`);
}
