import { WorkerError } from '../errors';
import type { SiteWork } from '../site-work';
import { partKey, type Part } from '../storage/layout';
import type { StoredPart } from '../storage/manifest';
import { fingerprintOf } from '../streams/digest';
import type { BackupTarget } from './dump-database';

/** Stores a text as a part of a backup in every region of the site. */
export async function storePart(
  work: SiteWork,
  { backup, keys, tags }: BackupTarget,
  part: Exclude<Part, 'manifest' | 'database'>,
  text: string,
): Promise<StoredPart> {
  const key = partKey(work.site.id, backup, part);
  const versions = await Promise.all(
    work.regions.map(({ backups }, index) => backups.put(key, text, { keyArn: keys[index]?.arn, tags })),
  );
  return { ...fingerprintOf(text), versions: versionsOf(work, versions) };
}

/** Versions by region; `versions` has one for each region of the site, undefined where the bucket isn't versioned. */
export function versionsOf({ regions }: SiteWork, versions: readonly (string | undefined)[]): Record<string, string> {
  const named = regions.map(({ region }, index) => [region, versions[index]] as const);
  return Object.fromEntries(named.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Throws unless a stored part is there in a region in its whole length. */
export async function checkStored(work: SiteWork, region: SiteWork['home'], key: string, part: StoredPart) {
  const found = await region.backups.head(key, part.versions[region.region]);
  if (found?.bytes === part.bytes) return;
  const what = found ? `is ${found.bytes} bytes long instead of ${part.bytes}` : 'is missing';
  throw new WorkerError('BackupDamaged', `${key} ${what} in ${region.region}, site ${work.site.id}`);
}
