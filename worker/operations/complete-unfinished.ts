import type { SiteWork } from '../site-work';
import { readManifest, writeManifest } from '../storage/backups';
import { partKey, type Part } from '../storage/layout';
import type { Manifest } from '../storage/manifest';
import { checkStored } from './parts';

const PARTS_BEFORE_MANIFEST = ['configuration', 'database', 'attachments'] as const satisfies readonly Part[];

/**
 * The manifest of a backup that an earlier run made. Where that run was killed between two regions' manifests, everything
 * else is in place by then, so this writes the one that is missing.
 *
 * @returns undefined if no region has a manifest: then the backup is still to be made.
 */
export async function completeUnfinished(work: SiteWork, backup: string): Promise<Manifest | undefined> {
  const read = await Promise.all(work.regions.map((region) => readManifest(work, region, backup)));
  const known = read.find((manifest) => manifest !== undefined);
  if (!known) return undefined;
  for (const region of work.regions.filter((_, index) => read[index] === undefined)) {
    for (const part of PARTS_BEFORE_MANIFEST) {
      await checkStored(work, region, partKey(work.site.id, backup, part), known.manifest[part]);
    }
    const key = partKey(work.site.id, backup, 'manifest');
    await writeManifest(region.backups, key, known.text, { slot: known.manifest.slot });
    work.log.step('manifest-written', { region: region.region, made: false });
  }
  return known.manifest;
}
