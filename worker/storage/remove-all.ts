import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import type { Bucket } from './bucket';

/** Somebody who still writes may be overtaken a few times; after that it is he who must stop. */
const PASSES = 5;

/** Versions of the objects below a prefix, markers of deletion included: names of files are data as well. */
export async function countVersions(bucket: Bucket, prefix: string): Promise<number> {
  let count = 0;
  for await (const page of versionPages(bucket, prefix)) count += page.length;
  return count;
}

/**
 * Removes for good all that is below a prefix: every version, every marker of a deletion, and the parts of uploads that
 * were never finished. What is written meanwhile is removed as well; in the end nothing is left, or this throws.
 */
export async function removeAll(bucket: Bucket, prefix: string, signal: AbortSignal): Promise<void> {
  // An empty prefix would be the whole bucket, one without an end also the site whose id is longer.
  if (!/[^/]\/$/.test(prefix)) throw new Error(`'${prefix}' is no prefix of a single site's objects`);
  for (let pass = 0; pass < PASSES; pass += 1) {
    let found = await abortUploads(bucket, prefix, signal);
    for await (const page of versionPages(bucket, prefix)) {
      signal.throwIfAborted();
      await remove(bucket, page);
      found += page.length;
    }
    if (found === 0) return;
  }
  throw new Error(`Something still writes to ${bucket.name}/${prefix}: stop it, then remove the rest`);
}

interface Version {
  readonly Key: string | undefined;
  readonly VersionId: string | undefined;
}

async function* versionPages(bucket: Bucket, prefix: string): AsyncGenerator<Version[]> {
  let from: { KeyMarker?: string; VersionIdMarker?: string } = {};
  for (;;) {
    const page = await bucket.s3.send(new ListObjectVersionsCommand({ Bucket: bucket.name, Prefix: prefix, ...from }));
    const listed = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    if (listed.length > 0) yield listed.map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (!page.IsTruncated) return;
    from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

async function remove({ s3, name }: Bucket, versions: readonly Version[]): Promise<void> {
  const Delete = { Objects: versions.map(({ Key, VersionId }) => ({ Key, VersionId })), Quiet: true };
  const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket: name, Delete }));
  const [first] = Errors;
  if (first) throw new Error(`${Errors.length} objects of ${name} were not removed: ${first.Code} ${first.Message}`);
}

async function abortUploads({ s3, name }: Bucket, prefix: string, signal: AbortSignal): Promise<number> {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: name, Prefix: prefix }));
  for (const { Key, UploadId } of Uploads) {
    signal.throwIfAborted();
    await s3.send(new AbortMultipartUploadCommand({ Bucket: name, Key, UploadId })).catch((error: unknown) => {
      if ((error as Error).name !== 'NoSuchUpload') throw error;
    });
  }
  return Uploads.length;
}
