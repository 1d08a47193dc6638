import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { parseS3Address } from '../../worker/storage/s3-address';

/**
 * What a worker has written; undefined if it wrote nothing. It is looked for first: to whom may list only a folder, S3
 * says of an object that isn't there that it may not be read.
 */
export async function readOutcomes(s3: S3Client, address: string): Promise<string | undefined> {
  const { bucket: Bucket, key: Key } = parseS3Address(address);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key, MaxKeys: 1 }));
  if (Contents[0]?.Key !== Key) return undefined;
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Body?.transformToString();
}
