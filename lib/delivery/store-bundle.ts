import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { bundleRepository } from './bundle-repository';

export interface StoredBundle {
  /** Of the object. */
  readonly key: string;
  readonly bytes: number;
  readonly branchesAndTags: number;
}

export interface StoreBundleProps {
  /** `<owner>/<name>`. */
  readonly repository: string;
  /** Address of the host, such as `https://github.com`. */
  readonly host: string;
  readonly bucket: string;
  readonly s3: S3Client;
  /** The night that it is of, `yyyy-mm-dd`. */
  readonly date: string;
}

/** Bundles a repository and stores the bundle as `bundles/<owner>/<name>/<date>.bundle` (BK-25). */
export async function storeBundle({ repository, host, bucket, s3, date }: StoreBundleProps): Promise<StoredBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  try {
    const { file, refs } = await bundleRepository(`${host}/${repository}.git`, folder);
    const key = `bundles/${repository}/${date}.bundle`;
    await new Upload({
      client: s3,
      // S3 compares the sum of what has arrived, which a bucket with a lock insists on.
      params: { Bucket: bucket, Key: key, Body: createReadStream(file), ChecksumAlgorithm: 'SHA256' },
    }).done();
    return { key, bytes: (await stat(file)).size, branchesAndTags: refs.size };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
