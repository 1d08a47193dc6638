import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { inParallel } from '../../worker/parallel';
import { PARTS, partKey, sitePrefix } from '../../worker/storage/layout';
import { manifestSchema, type Manifest } from '../../worker/storage/manifest';

/** Sites are looked at so many at a time. */
const SITES_AT_ONCE = 16;
const SITES = 'sites/';

/** What a bucket of backups says of the sites in it: of each the newest backup that is complete, and whose none is. */
export interface KeptSites {
  readonly newest: readonly Manifest[];
  readonly without: readonly string[];
}

/**
 * Finds the sites that a region could bring back, by nothing but their backups there. The manifest is written to that
 * region last, so that one which is there makes the backup complete (D19).
 */
export async function keptSites(s3: S3Client, bucket: string): Promise<KeptSites> {
  const sites = await directories(s3, bucket, SITES);
  const found = await inParallel(sites, SITES_AT_ONCE, new AbortController().signal, async (site) => ({
    site,
    manifest: await newestManifest(s3, bucket, site),
  }));
  return {
    newest: found.flatMap(({ manifest }) => manifest ?? []),
    without: found.filter(({ manifest }) => !manifest).map(({ site }) => site),
  };
}

async function newestManifest(s3: S3Client, bucket: string, site: string): Promise<Manifest | undefined> {
  const names = await directories(s3, bucket, sitePrefix(site));
  const backups = names.filter((name) => /^\d{4}-\d\d-\d\d-/.test(name)).sort();
  for (const backup of backups.reverse()) {
    const text = await textOf(s3, bucket, partKey(site, backup, 'manifest'));
    if (text !== undefined) return parse(text, partKey(site, backup, 'manifest'));
  }
  return undefined;
}

async function directories(s3: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const found: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, Delimiter: '/', ContinuationToken }),
    );
    found.push(...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix.slice(prefix.length, -1)));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return found;
}

async function textOf(s3: S3Client, Bucket: string, Key: string): Promise<string | undefined> {
  try {
    return await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

function parse(text: string, key: string): Manifest {
  const result = manifestSchema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new Error(`${key} is no ${PARTS.manifest}: ${fields}`);
}
