import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { writing, type Bucket, type WriteOptions } from './bucket';

export interface CopySource {
  readonly bucket: Bucket;
  readonly key: string;
  readonly bytes: number;
  /** The version to copy. @default - the newest */
  readonly versionId?: string;
  /** Copies nothing if the content is another by now. */
  readonly etag?: string;
}

/** S3 copies no more than this at once, in bytes. */
const LARGEST_COPY = 5 * 1000 ** 3;
const COPY_PART = 1000 ** 3;

/**
 * Has S3 copy an object, also from another region: its content never passes through the worker. The destination's
 * region does the work, so its client needs only be allowed to read the source. Tags do not come along, in whatever way
 * it is copied: they say something of the source, such as that it was scanned.
 *
 * @returns the version's id, if the bucket is versioned.
 */
export async function copyObject(
  source: CopySource,
  target: { readonly bucket: Bucket; readonly key: string },
  options: WriteOptions,
  largest = LARGEST_COPY,
  part = COPY_PART,
): Promise<string | undefined> {
  if (source.bytes > largest) return copyInParts(source, target, options, part);
  const { VersionId } = await target.bucket.s3.send(
    new CopyObjectCommand({
      Bucket: target.bucket.name,
      Key: target.key,
      ...from(source),
      ...writing(options),
      TaggingDirective: 'REPLACE',
      ...(options.headers ? { MetadataDirective: 'REPLACE' } : {}),
    }),
  );
  return VersionId;
}

async function copyInParts(
  source: CopySource,
  { bucket, key }: { readonly bucket: Bucket; readonly key: string },
  options: WriteOptions,
  part: number,
): Promise<string | undefined> {
  const object = { Bucket: bucket.name, Key: key };
  const { UploadId } = await bucket.s3.send(new CreateMultipartUploadCommand({ ...object, ...writing(options) }));
  try {
    const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
    for (let start = 0; start < source.bytes; start += part) {
      const PartNumber = Parts.length + 1;
      const CopySourceRange = `bytes=${start}-${Math.min(start + part, source.bytes) - 1}`;
      const copied = await bucket.s3.send(
        new UploadPartCopyCommand({ ...object, UploadId, PartNumber, ...from(source), CopySourceRange }),
      );
      Parts.push({ PartNumber, ETag: copied.CopyPartResult?.ETag });
    }
    const whole = { ...object, UploadId, MultipartUpload: { Parts } };
    return (await bucket.s3.send(new CompleteMultipartUploadCommand(whole))).VersionId;
  } catch (error) {
    await bucket.s3.send(new AbortMultipartUploadCommand({ ...object, UploadId })).catch(() => undefined);
    throw error;
  }
}

function from({ bucket, key, versionId, etag }: CopySource) {
  const path = `${bucket.name}/${key.split('/').map(encodeURIComponent).join('/')}`;
  return { CopySource: versionId ? `${path}?versionId=${versionId}` : path, CopySourceIfMatch: etag };
}
