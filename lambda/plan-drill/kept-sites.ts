import { inParallel } from '../../worker/parallel';
import type { Bucket } from '../../worker/storage/bucket';
import { backupIdsAmong, PARTS, partKey, sitePrefix, SITES_PREFIX } from '../../worker/storage/layout';
import { manifestSchema, type Manifest } from '../../worker/storage/manifest';

/** Sites are looked at so many at a time. */
const SITES_AT_ONCE = 16;

/** What a bucket of backups says of the sites in it: of each the newest backup that is complete, and whose none is. */
export interface KeptSites {
  readonly newest: readonly Manifest[];
  readonly without: readonly string[];
}

/**
 * Finds the sites that a region could bring back, by nothing but their backups there. The manifest is written to that
 * region last, so that one which is there makes the backup complete (D19).
 */
export async function keptSites(bucket: Bucket): Promise<KeptSites> {
  const sites = await bucket.directories(SITES_PREFIX);
  const found = await inParallel(sites, SITES_AT_ONCE, new AbortController().signal, async (site) => ({
    site,
    manifest: await newestManifest(bucket, site),
  }));
  return {
    newest: found.flatMap(({ manifest }) => manifest ?? []),
    without: found.filter(({ manifest }) => !manifest).map(({ site }) => site),
  };
}

async function newestManifest(bucket: Bucket, site: string): Promise<Manifest | undefined> {
  for (const backup of backupIdsAmong(await bucket.directories(sitePrefix(site)))) {
    const key = partKey(site, backup, 'manifest');
    const text = await bucket.getText(key);
    if (text !== undefined) return parse(text, key);
  }
  return undefined;
}

function parse(text: string, key: string): Manifest {
  const result = manifestSchema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new Error(`${key} is no ${PARTS.manifest}: ${fields}`);
}
