import { attachmentsDue, type AttachmentsDecision } from '../../lambda/shared/attachments';
import { backupId, scheduledRun, slotOf, type ScheduledRun, type Slot } from '../../lambda/shared/slots';
import { listAttachments, storeAttachments } from '../attachments/blobs';
import { withSnapshot, type RowCounts, type Snapshot } from '../postgres/snapshot';
import { WorkerError } from '../errors';
import { allEnded } from '../parallel';
import { keysToEncrypt, type RegionKeys } from '../site-keys';
import { checkResidency, type SiteWork } from '../site-work';
import { newestComplete, readPart, writeManifests } from '../storage/backups';
import type { ListedObject } from '../storage/bucket';
import { attachmentListSchema, type AttachmentList, type Manifest } from '../storage/manifest';
import { completeUnfinished } from './complete-unfinished';
import { dropOldDatabases } from './drop-old-databases';
import { dumpDatabase, type BackupTarget } from './dump-database';
import { storePart } from './parts';

export interface BackupDone extends ScheduledRun {
  readonly backup: string;
  readonly slot: Slot;
  /** Whether this run made it; otherwise an earlier one had, and this run at most wrote the second manifest. */
  readonly made: boolean;
  readonly startedAt: string;
  readonly snapshotAt: string;
  /** Bytes of the dump as stored. */
  readonly bytes: number;
  /** Backup whose attachments belong to it; another one where this one might not copy them (D18). */
  readonly attachmentsOf: string;
  readonly attachments: { readonly included: boolean; readonly because: string; readonly count: number };
}

/** What is settled before the first byte is read. */
interface Plan extends BackupTarget, ScheduledRun {
  readonly slot: Slot;
  readonly startedAt: string;
}

/**
 * Makes the backup of the run that the moment belongs to: configuration, database and attachments, all into both
 * regions, the manifest last (BK-03, D19). Started again, it finds a finished backup and leaves it alone; what a killed
 * run left without a manifest is written anew.
 *
 * @param at The moment it was scheduled for, or that it was started at.
 */
export async function backUp(work: SiteWork, at: Date): Promise<BackupDone> {
  const { site } = work;
  for (const { region } of work.regions) checkResidency(site, region);
  if (!work.recovery) {
    const why = 'the job has no recovery region, and a backup is complete only in two';
    throw new WorkerError('BadRequest', `Site ${site.id} can't be backed up: ${why}`);
  }
  const run = scheduledRun(at, site.timeZone, site.backupTimes);
  const backup = backupId(run.localDate, run.run);
  // Before all else: what an erased site still has is no backup that anybody could restore.
  const keys = await keysToEncrypt(work);
  const earlier = await completeUnfinished(work, backup);
  if (!earlier) return done(await make(work, planOf(work, run, keys)), true);
  await dropOldDatabases(work);
  return done(earlier, false);
}

function planOf({ site, shop, log }: SiteWork, run: ScheduledRun, keys: RegionKeys): Plan {
  const backup = backupId(run.localDate, run.run);
  const slot = slotOf(run.localDate, run.run, site.keeps);
  const plan: Plan = {
    ...run,
    backup,
    slot,
    keys,
    // The bucket moves what bears the tag of a yearly backup to cheaper storage.
    tags: { slot },
    startedAt: shop.now().toISOString(),
  };
  log.step('started', { backup, slot });
  return plan;
}

async function make(work: SiteWork, plan: Plan): Promise<Manifest> {
  const login = await work.siteLogin();
  const { attachments, replaced, ...stored } = await withSnapshot(login, work.shop.authorities, async (snapshot) => {
    await work.shop.tools.checkServer(snapshot.serverVersion);
    // Not once the dump is made: a session that broke while it idled must not be what a whole backup fails for.
    const replaced = await snapshot.replacedDatabases(work.site.id);
    // First of all: from then on others see that a backup is under way, and since when.
    const configuration = await storePart(work, plan, 'configuration', configurationOf(work, plan, snapshot));
    // After the snapshot: an attachment is uploaded before the row that names it, so that none named is missing. Beside
    // the dump, and on without the snapshot where it takes longer, which would keep the server from vacuuming.
    const attachments = backUpAttachments(work, plan, snapshot.bytes);
    attachments.catch(() => undefined); // told once the snapshot has been let go
    const [database, rows] = await allEnded([dumpDatabase(work, login, snapshot, plan), snapshot.countRows()]).catch(
      async (error: unknown) => {
        await Promise.allSettled([attachments]);
        throw error;
      },
    );
    return { configuration, database, rows, attachments, snapshot, replaced };
  });
  const manifest = await manifestOf(work, plan, { ...stored, attachments: await attachments });
  await writeManifests(work, manifest, plan.tags);
  await dropOldDatabases(work, replaced);
  return manifest;
}

function configurationOf(
  { site, shop }: SiteWork,
  { backup }: Plan,
  { serverVersion, extensions, settings }: Snapshot,
): string {
  const { platform, environment } = shop.job;
  const { applicationVersion, record } = site;
  const database = { serverVersion, extensions, settings };
  return JSON.stringify(
    { platform, environment, site: site.id, backup, applicationVersion, database, record },
    null,
    1,
  );
}

async function backUpAttachments(work: SiteWork, plan: Plan, databaseBytes: number): Promise<Manifest['attachments']> {
  const { site } = work;
  const { localDate, run } = plan;
  const objects = await listAttachments(work, work.home);
  const newest = await newestComplete(work, plan.backup);
  const known = newest && attachmentListSchema.parse(JSON.parse(await readPart(work, newest, 'attachments')));
  const decision = attachmentsDue({
    localDate,
    run,
    sizeBytes: databaseBytes + totalBytes(objects),
    dailyAttachmentsLimit: site.dailyAttachmentsLimit,
    sets: known ? [known.set] : [],
  });
  const list = await listOf(work, plan, decision, objects, known);
  const stored = await storePart(work, plan, 'attachments', JSON.stringify(list));
  const { include: included, because } = decision;
  const { set, attachments } = list;
  work.log.step('attachments-stored', { included, count: attachments.length });
  return { ...stored, included, because, set, count: attachments.length, contentBytes: totalBytes(attachments) };
}

async function listOf(
  work: SiteWork,
  { backup, localDate, run, keys }: Plan,
  decision: AttachmentsDecision,
  objects: readonly ListedObject[],
  known: AttachmentList | undefined,
): Promise<AttachmentList> {
  // Without a set of its own a backup has a copy of the newest one's list: that one may be rotated away before it.
  if (!decision.include && known) return known;
  return { set: { backup, localDate, run }, attachments: await storeAttachments(work, objects, keys, known) };
}

async function manifestOf(
  { site, shop, home, recovery }: SiteWork,
  plan: Plan,
  stored: Pick<Manifest, 'configuration' | 'database' | 'attachments'> & { rows: RowCounts; snapshot: Snapshot },
): Promise<Manifest> {
  const { backup, localDate, run, slot, keys, startedAt } = plan;
  const { snapshot, rows, configuration, database, attachments } = stored;
  return {
    format: 1,
    site: site.id,
    backup,
    localDate,
    run,
    slot,
    timeZone: site.timeZone,
    recoveryPriority: typeof site.record.recoveryPriority === 'number' ? site.record.recoveryPriority : undefined,
    startedAt,
    finishedAt: shop.now().toISOString(),
    snapshotAt: snapshot.at,
    applicationVersion: site.applicationVersion,
    postgres: { server: snapshot.serverVersion, tools: await shop.tools.version() },
    homeRegion: home.region,
    recoveryRegion: recovery?.region,
    encryption: {
      context: { site: site.id, backup },
      keys: Object.fromEntries(keys.map(({ region, arn }) => [region, arn])),
    },
    configuration,
    database,
    rows: { ...rows },
    attachments,
  };
}

function done(manifest: Manifest, made: boolean): BackupDone {
  const { backup, localDate, run, slot, startedAt, snapshotAt, database, attachments } = manifest;
  const { included, because, count, set } = attachments;
  return {
    backup,
    localDate,
    run,
    slot,
    made,
    startedAt,
    snapshotAt,
    bytes: database.bytes,
    attachmentsOf: set.backup,
    attachments: { included, because, count },
  };
}

function totalBytes(objects: readonly { readonly bytes: number }[]): number {
  return objects.reduce((sum, { bytes }) => sum + bytes, 0);
}
