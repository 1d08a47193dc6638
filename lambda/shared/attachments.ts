import { hoursSince, MAY_RUN_HOURS, mayStillRun } from './backup-record';
import type { BackupRecord } from './backup-record';
import { compareRuns, isSaturday } from './slots';
import type { ScheduledRun } from './slots';

/** The attachments as one backup found them; later ones that may not copy attachments name it (D18). */
export interface AttachmentSet extends ScheduledRun {
  /** Id of that backup. Its list stays readable after it is rotated away: whoever names the set copies the list. */
  readonly backup: string;
}

export interface AttachmentsRequest extends ScheduledRun {
  /** Bytes of the site's data, database and attachments together. */
  readonly sizeBytes: number;
  /** Up to this many bytes, inclusive, attachments are in every backup, above it in Saturday's only; null: no limit. */
  readonly dailyAttachmentsLimit: number | null;
  /** Sets that the manifests of the site's complete backups name, in any order; empty before the first. */
  readonly sets: readonly AttachmentSet[];
}

/** What the manifest says of attachments: that they are in, or why not and which set belongs to the backup instead. */
export type AttachmentsDecision =
  | { readonly include: true; readonly because: string }
  | { readonly include: false; readonly because: string; readonly set: AttachmentSet };

/**
 * Whether a backup copies attachments (D6, BK-09, BK-14, BK-15). The database is in every backup and no question of
 * this (BK-10). Both runs of a Saturday do, so that the afternoon makes up for a failed night; and a site's first
 * backup does whatever the day and size, since it would have no set to name.
 */
export function attachmentsDue(request: AttachmentsRequest): AttachmentsDecision {
  const { sizeBytes, localDate, dailyAttachmentsLimit: limit, sets } = request;
  if (limit === null) return { include: true, because: 'attachments are in every backup of this site' };
  const size = `${sizeBytes / 1e9} GB of data`;
  if (sizeBytes <= limit) return { include: true, because: `${size} is within the limit of ${limit / 1e9} GB` };
  if (isSaturday(localDate)) return { include: true, because: 'attachments are in every backup of a Saturday' };
  const set = sets.toSorted(compareRuns).at(-1);
  if (set === undefined) return { include: true, because: 'no backup has the attachments yet' };
  const because = `${size} is above the limit of ${limit / 1e9} GB, and it is not Saturday; attachments are those of ${set.localDate}`;
  return { include: false, because, set };
}

/** The blobs that a backup's manifest needs, whether its own run stored them or an earlier one. */
export interface BlobReferences {
  /** Id of the backup. */
  readonly backup: string;
  /** Keys. */
  readonly blobs: readonly string[];
}

export interface StoredBlob {
  readonly key: string;
  /** ISO 8601 instant of the latest upload. */
  readonly storedAt: string;
}

export interface BlobsRequest<B extends StoredBlob> {
  /** All backups that the rotation kept. */
  readonly kept: readonly Pick<BackupRecord, 'id' | 'state' | 'startedAt'>[];
  /** Of every complete one of them. */
  readonly manifests: readonly BlobReferences[];
  /** All blobs of the site. */
  readonly blobs: readonly B[];
  readonly now: Date;
}

/** A blob younger than this may belong to a backup that has not written its manifest yet. */
export const BLOB_GRACE_HOURS = MAY_RUN_HOURS;

/**
 * Blobs that no kept backup needs, and that can be removed. None at all
 * - while a backup may be under way: it may rely on an old blob that it found already stored;
 * - without a complete backup: then nothing says which blobs are of use.
 *
 * Throws if a manifest of a complete backup is absent, for its blobs would look unused.
 */
export function unreferencedBlobs<B extends StoredBlob>({
  kept,
  manifests,
  blobs,
  now,
}: BlobsRequest<B>): readonly B[] {
  const read = new Set(manifests.map(({ backup }) => backup));
  const complete = kept.filter(({ state }) => state === 'complete');
  const unread = complete.filter(({ id }) => !read.has(id)).map(({ id }) => id);
  if (unread.length > 0)
    throw new Error(`no manifest of ${unread.join(', ')}: its blobs can't be told from unused ones`);
  if (complete.length === 0 || kept.some((backup) => mayStillRun(backup, now))) return [];

  const needed = new Set(manifests.flatMap((manifest) => manifest.blobs));
  return blobs.filter(({ key, storedAt }) => !needed.has(key) && hoursSince(storedAt, now) >= BLOB_GRACE_HOURS);
}
