import { inParallel } from '../../worker/parallel';
import { WorkerError } from '../../worker/errors';
import type { SiteRegion, SiteWork } from '../../worker/site-work';
import { readManifest, type StoredManifest } from '../../worker/storage/backups';
import type { ListedObject } from '../../worker/storage/bucket';
import { blobPrefix, isBackupId, partKey, sitePrefix, type Part } from '../../worker/storage/layout';
import type { Manifest } from '../../worker/storage/manifest';
import type { StoredBlob } from '../shared/attachments';
import type { BackupRecord } from '../shared/backup-record';
import { recall, type Memory } from './memory';
import { backupId, RUNS, slotOf, type ScheduledRun } from '../shared/slots';

/** A backup as it is found in the buckets of the site's regions. */
export interface StoredBackup extends BackupRecord {
  /** One for all regions if it is complete. An incomplete one has those that differ, or none. */
  readonly manifests: readonly Manifest[];
}

/** What one region holds of a site. */
export interface RegionContents {
  readonly region: SiteRegion;
  /** Objects of each backup, by the backup's id. */
  readonly objects: ReadonlyMap<string, readonly ListedObject[]>;
  readonly blobs: readonly StoredBlob[];
}

/** What is stored of a site. */
export interface SiteContents {
  readonly regions: readonly RegionContents[];
  readonly backups: readonly StoredBackup[];
}

const MANIFESTS_AT_ONCE = 8;
const PARTS_BESIDE_MANIFEST = ['configuration', 'database', 'attachments'] as const satisfies readonly Part[];

/** Ids are those of scheduled runs; what came from elsewhere, as a copy of another site's, says so at the end. */
const ID = new RegExp(`^(\\d{4}-\\d\\d-\\d\\d)-\\d-(${RUNS.join('|')})(-.+)?$`);

/**
 * Looks up what all regions of a site hold. Truth is what is stored, not what the registry remembers.
 *
 * @throws unless every region answers and every manifest can be read: whoever removes something must know all.
 */
export async function contentsOf(work: SiteWork, memory: Memory): Promise<SiteContents> {
  const regions = await Promise.all(work.regions.map((region) => contentsIn(work, region)));
  const ids = [...new Set(regions.flatMap(({ objects }) => [...objects.keys()]))].sort();
  const backups = await inParallel(ids, MANIFESTS_AT_ONCE, work.signal, (id) =>
    storedBackup(work, regions, id, memory),
  );
  return { regions, backups };
}

async function contentsIn(work: SiteWork, region: SiteRegion): Promise<RegionContents> {
  const prefix = sitePrefix(work.site.id);
  const objects = new Map<string, ListedObject[]>();
  const blobs: StoredBlob[] = [];
  for await (const object of region.backups.list(prefix)) {
    const { key, modified } = object;
    const [id = ''] = key.slice(prefix.length).split('/');
    if (key.startsWith(blobPrefix(work.site.id))) blobs.push({ key, storedAt: modified.toISOString() });
    // Anything else that is no backup is none of the rotation's business.
    else if (isBackupId(id)) objects.set(id, [...(objects.get(id) ?? []), object]);
  }
  return { region, objects, blobs };
}

async function storedBackup(
  work: SiteWork,
  regions: readonly RegionContents[],
  id: string,
  { manifests: remembered }: Memory,
): Promise<StoredBackup> {
  const scheduled = runOf(work, id);
  const found = await Promise.all(
    regions.map(async ({ region, objects }) => {
      const listed = objects.get(id)?.find(({ key }) => key === partKey(work.site.id, id, 'manifest'));
      if (!listed) return undefined;
      const name = `${region.region} ${listed.key} ${listed.etag}`;
      return recall(remembered, name, () => readManifest(work, region, id));
    }),
  );
  for (const stored of found) checkDate(work, id, scheduled, stored);
  const manifests = [...new Map(found.flatMap((stored) => (stored ? [[stored.text, stored.manifest]] : []))).values()];
  const [manifest] = manifests;
  const why = whyIncomplete(work, regions, id, found);
  if (why !== undefined && manifest) work.log.warn(`Backup ${id} counts as incomplete: ${why}`);
  const { localDate, run } = scheduled;
  const slot = manifest?.slot ?? slotOf(localDate, run, work.site.keeps);
  const common = { id, localDate, run, slot, manifests };
  if (manifest && why === undefined) return { ...common, state: 'complete', startedAt: manifest.startedAt };
  return { ...common, state: 'incomplete', startedAt: beginningOf(work, regions, id) };
}

/** Why a backup can't be restored in every region; undefined if it can. */
function whyIncomplete(
  { site }: SiteWork,
  regions: readonly RegionContents[],
  id: string,
  found: readonly (StoredManifest | undefined)[],
): string | undefined {
  const [first] = found;
  const without = regions.filter((_, index) => found[index] === undefined).map(({ region }) => region.region);
  if (!first || without.length > 0) return `it has no manifest in ${without.join(' and ')}`;
  const { manifest, text } = first;
  if (found.some((stored) => stored?.text !== text)) return 'its manifests differ';
  for (const { region, objects } of regions) {
    for (const part of PARTS_BESIDE_MANIFEST) {
      const key = partKey(site.id, id, part);
      const bytes = objects.get(id)?.find((object) => object.key === key)?.bytes;
      if (bytes !== manifest[part].bytes) return `${key} is not whole in ${region.region}`;
    }
  }
  const known = regions.map(({ region }) => region.region);
  const other = [manifest.homeRegion, manifest.recoveryRegion].find((name) => name && !known.includes(name));
  return other && `it is also in ${other}, which is no region of the site any more`;
}

/** Since when an incomplete backup was worked on: its configuration is what a run stores first. */
function beginningOf({ site }: SiteWork, regions: readonly RegionContents[], id: string): string {
  const objects = regions.flatMap((region) => region.objects.get(id) ?? []);
  const configurations = objects.filter(({ key }) => key === partKey(site.id, id, 'configuration'));
  const times = (list: readonly ListedObject[]) => list.map(({ modified }) => modified.getTime());
  // In two regions at two moments; the later one, since a backup must not pass for old while it is being made.
  const begun = configurations.length > 0 ? Math.max(...times(configurations)) : Math.min(...times(objects));
  return new Date(begun).toISOString();
}

function runOf({ site }: SiteWork, id: string): ScheduledRun {
  const [, localDate = '', run = ''] = ID.exec(id) ?? [];
  const known = RUNS.find((name) => name === run);
  try {
    if (known && id.startsWith(backupId(localDate, known))) return { localDate, run: known };
  } catch {
    // No such date.
  }
  throw new WorkerError('BackupDamaged', `'${id}', which site ${site.id} has, is no id of a backup`);
}

/** A backup whose manifest says another date than its id would be counted in another's place. */
function checkDate({ site }: SiteWork, id: string, expected: ScheduledRun, stored: StoredManifest | undefined): void {
  if (!stored) return;
  const { localDate, run } = stored.manifest;
  if (localDate === expected.localDate && run === expected.run) return;
  const message = `The manifest of backup ${id} of site ${site.id} says that it is of ${localDate}, ${run}`;
  throw new WorkerError('BackupDamaged', message);
}
