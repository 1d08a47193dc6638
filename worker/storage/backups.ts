import { isConditionFailed, isKeyUnusable, isUnreachable } from '../aws/aws-errors';
import { WorkerError } from '../errors';
import type { SiteRegion, SiteWork } from '../site-work';
import { fingerprintOf } from '../streams/digest';
import type { Bucket } from './bucket';
import { backupIdsAmong, partKey, sitePrefix } from './layout';
import { manifestSchema, type Manifest, type StoredPart } from './manifest';

/** A manifest, and the text that it was read from. */
export interface StoredManifest {
  readonly manifest: Manifest;
  readonly text: string;
}

/** Backups of a site by id, new to old, whether complete or not. */
export async function backupIds({ site }: SiteWork, { backups }: SiteRegion): Promise<string[]> {
  return backupIdsAmong(await backups.directories(sitePrefix(site.id)));
}

export async function readManifest(work: SiteWork, region: SiteRegion, backup: string) {
  const text = await region.backups.getText(partKey(work.site.id, backup, 'manifest'));
  return text === undefined ? undefined : { text, manifest: parseManifest(text, work, backup) };
}

/**
 * The manifest of a complete backup. All the site's regions must have it, the same one; only of a region that is lost is that not
 * asked, or its loss would take the other region's copies along.
 *
 * @throws WorkerError BackupMissing, BackupIncomplete
 */
export async function completeBackup(work: SiteWork, backup: string): Promise<Manifest> {
  const name = `Backup ${backup} of site ${work.site.id}`;
  const read = await Promise.all(work.regions.map((region) => unlessUnreachable(work, region, backup)));
  const asked = read.filter((answer) => answer !== 'unreachable');
  const found = asked.filter((manifest) => manifest !== undefined);
  const [first, second] = found;
  if (!first) {
    if (asked.length === 0) throw new Error('None of the regions answers');
    const ids = await backupIds(work, work.regions[read.findIndex((answer) => answer !== 'unreachable')] ?? work.home);
    if (ids.includes(backup)) throw new WorkerError('BackupIncomplete', `${name} has no manifest in any region`);
    throw new WorkerError('BackupMissing', `${name} does not exist; the newest are ${ids.slice(0, 5).join(', ')}`);
  }
  if (found.length < asked.length) {
    const missing = work.regions.filter((_, index) => read[index] === undefined).map(({ region }) => region);
    throw new WorkerError('BackupIncomplete', `${name} has no manifest in ${missing.join()}`);
  }
  if (second && first.text !== second.text) {
    throw new WorkerError('BackupIncomplete', `${name} has different manifests in the two regions`);
  }
  return first.manifest;
}

/**
 * The newest complete backup; undefined if there is none.
 *
 * @param except Backup that is known not to be: it is being made.
 */
export async function newestComplete(work: SiteWork, except?: string): Promise<Manifest | undefined> {
  for (const id of (await newestIds(work)).filter((other) => other !== except)) {
    try {
      return await completeBackup(work, id);
    } catch (error) {
      if (!(error instanceof WorkerError && error.kind === 'BackupIncomplete')) throw error;
    }
  }
  return undefined;
}

/**
 * Writes a manifest where there is none; that the same one is there already is as good. It is encrypted with the
 * bucket's key, not the site's: it tells nothing of the customer's data, and what was erased must stay countable.
 */
export async function writeManifest(
  bucket: Bucket,
  key: string,
  text: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    await bucket.put(key, text, { tags }, true);
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    if ((await bucket.getText(key)) === text) return;
    throw new WorkerError('AlreadyRunning', `Another run has completed this backup meanwhile: ${bucket.name}/${key}`);
  }
}

/** Writes the manifest of a backup to every region of its site, home first: with the last one it is complete. */
export async function writeManifests(
  work: SiteWork,
  manifest: Manifest,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const text = JSON.stringify(manifest, null, 1);
  for (const { region, backups } of work.regions) {
    work.signal.throwIfAborted();
    await writeManifest(backups, partKey(manifest.site, manifest.backup, 'manifest'), text, tags);
    work.log.step('manifest-written', { region });
  }
}

/** Where the version of a part of a backup is in a region. */
export function versionIn({ versions }: Pick<StoredPart, 'versions'>, { region }: SiteRegion): string | undefined {
  return versions[region];
}

/** The text of a part, from the nearest region that has it as the manifest says. */
export async function readPart(work: SiteWork, manifest: Manifest, part: 'configuration' | 'attachments') {
  const key = partKey(manifest.site, manifest.backup, part);
  const expected = manifest[part];
  for (const region of work.nearestFirst) {
    const text = await region.backups.getText(key, versionIn(expected, region)).catch((error: unknown) => {
      if (!isUnreachable(error) && !isKeyUnusable(error)) throw error;
      return undefined;
    });
    if (text !== undefined && fingerprintOf(text).sha256 === expected.sha256) return text;
    work.log.warn(`${key} can't be read in ${region.region}, or is damaged`);
  }
  throw new WorkerError(
    'BackupDamaged',
    `${key} is missing or damaged in ${work.regions.map(({ region }) => region).join(' and ')}`,
  );
}

async function newestIds(work: SiteWork): Promise<string[]> {
  const [near, far] = work.nearestFirst;
  return backupIds(work, near).catch((error: unknown) => {
    if (far && isUnreachable(error)) return backupIds(work, far);
    throw error;
  });
}

async function unlessUnreachable(work: SiteWork, region: SiteRegion, backup: string) {
  try {
    return await readManifest(work, region, backup);
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    work.log.warn(`Region ${region.region} does not answer; its copy of backup ${backup} counts as lost`);
    return 'unreachable' as const;
  }
}

function parseManifest(text: string, { site }: SiteWork, backup: string): Manifest {
  const damaged = (why: string) =>
    new WorkerError('BackupDamaged', `The manifest of backup ${backup} of site ${site.id} can't be read: ${why}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw damaged((error as Error).message);
  }
  const result = manifestSchema.safeParse(json);
  if (!result.success) throw damaged(result.error.issues.map(({ path }) => path.join('.')).join(', '));
  const { data } = result;
  if (data.site !== site.id || data.backup !== backup) throw damaged(`it is that of ${data.site}'s ${data.backup}`);
  return data;
}
