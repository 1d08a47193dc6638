import { hoursSince, mayStillRun } from '../shared/backup-record';
import type { BackupRecord } from '../shared/backup-record';
import { backupId, compareRuns, SLOTS } from '../shared/slots';
import type { Keeps } from '../shared/slots';

/** What a removal is about: the surplus of a slot, second backups of one run, or what failed runs left behind. */
export const SURPLUSES = [...SLOTS, 'duplicate', 'incomplete'] as const;
export type Surplus = (typeof SURPLUSES)[number];

/**
 * How many of each one rotation removes by itself. In a slot: what a week without rotation leaves to catch up with.
 * More than that is not a night's work but a changed config, an ended hold or a mistake in either, and waits for a
 * person: a wrong word in a file must not cost a customer seven years of backups.
 */
export const REMOVED_AT_ONCE: Readonly<Record<Surplus, number>> = {
  yearly: 1,
  monthly: 1,
  weekly: 2,
  daily: 7,
  afternoon: 8,
  duplicate: 3,
  incomplete: 3,
};

export interface RotationRequest<B extends BackupRecord> {
  /** All backups of one site, in any order. */
  readonly backups: readonly B[];
  readonly keeps: Keeps;
  readonly now: Date;
  /** Legal hold: nothing is removed. @default false */
  readonly hold?: boolean;
  /** Remove only what is older than a verified backup, for where every backup is verified. @default false */
  readonly requireVerified?: boolean;
  /** Surplus that a person has looked at and released, for this rotation only. @default - none */
  readonly confirmed?: readonly Surplus[];
}

export interface Decision<B extends BackupRecord> {
  readonly backup: B;
  /** For people, such as `weekly 3 of 4`, where 1 is the newest. */
  readonly because: string;
}

export interface HeldBack<B extends BackupRecord> {
  readonly surplus: Surplus;
  readonly backups: readonly B[];
  readonly because: string;
}

/** Every backup is in exactly one of `kept` and `removed`; all lists run from new to old. */
export interface Rotation<B extends BackupRecord> {
  readonly kept: readonly Decision<B>[];
  readonly removed: readonly Decision<B>[];
  /** What is kept only until a person confirms its removal; to be reported. Empty on all ordinary nights. */
  readonly heldBack: readonly HeldBack<B>[];
}

/**
 * Which backups of a site stay: the newest complete ones of each slot, by count and never by age (D2, BK-04 to BK-07,
 * BK-12, BK-16, BK-17). However many nights fail, the last good ones stay.
 *
 * - Several complete backups of one run count once: the one started last.
 * - Nothing is removed that isn't older than a complete backup, so the newest complete one always stays.
 * - An incomplete backup never counts, and stays while work on it may be under way.
 * - A slot that is no longer ordered loses nothing until a person confirms it.
 *
 * The outcome doesn't depend on the order of the input, and rotating what was kept removes nothing. Throws at a record
 * that it can't read.
 */
export function rotate<B extends BackupRecord>(request: RotationRequest<B>): Rotation<B> {
  check(request);
  const { keeps, now, hold = false, requireVerified = false, confirmed = [] } = request;
  const backups = [...request.backups].sort(newestFirst);
  const counts = ({ state, verifiedAt }: B) => state === 'complete' && (!requireVerified || verifiedAt !== undefined);
  const proof = backups.findIndex(counts);
  const mayGo = new Set(proof < 0 ? [] : backups.slice(proof + 1).filter((backup) => !mayStillRun(backup, now)));

  const { wanted: because, unwanted } = sortOut(backups, keeps);
  const removed = new Set<B>();
  const heldBack: HeldBack<B>[] = [];
  for (const { surplus, reason, atOnce, backups: members } of unwanted) {
    const going = members.filter((backup) => mayGo.has(backup));
    const doubtful = surplus !== 'incomplete' && heldBack.some((group) => group.surplus === 'duplicate');
    const tooMany = going.length > atOnce && !confirmed.includes(surplus);
    if (!hold && !doubtful && tooMany) heldBack.push({ surplus, backups: going, because: reason });
    for (const backup of going) {
      if (hold) because.set(backup, `legal hold, else surplus: ${reason}`);
      else if (doubtful) because.set(backup, 'held back: with that many duplicates, dates are in doubt');
      else if (tooMany) because.set(backup, `held back: ${reason}`);
      else {
        because.set(backup, reason);
        removed.add(backup);
      }
    }
  }

  const decisions = backups.map((backup) => ({
    backup,
    because: because.get(backup) ?? whyProtected(backup, backup === backups[proof], request),
  }));
  return {
    kept: decisions.filter(({ backup }) => !removed.has(backup)),
    removed: decisions.filter(({ backup }) => removed.has(backup)),
    heldBack,
  };
}

/** Backups that no slot needs, for one reason. */
interface Unwanted<B> {
  readonly surplus: Surplus;
  readonly backups: readonly B[];
  readonly reason: string;
  readonly atOnce: number;
}

/** What the slots want, with each one's place in its slot, and all the rest; `backups` run from new to old. */
function sortOut<B extends BackupRecord>(
  backups: readonly B[],
  keeps: Keeps,
): { readonly wanted: Map<B, string>; readonly unwanted: readonly Unwanted<B>[] } {
  const wanted = new Map<B, string>();
  const unwanted: Unwanted<B>[] = [];
  const setAside = (surplus: Surplus, members: readonly B[], reason: string, atOnce = REMOVED_AT_ONCE[surplus]) =>
    unwanted.push({ surplus, backups: members, reason, atOnce });

  const complete = backups.filter(({ state }) => state === 'complete');
  const runs = new Map<string, B>();
  for (const backup of complete.toReversed()) runs.set(runOf(backup), backup);
  const counted = complete.filter((backup) => runs.get(runOf(backup)) === backup);

  // First, since whether their dates can be trusted decides on the slots as well.
  setAside(
    'duplicate',
    complete.filter((backup) => !counted.includes(backup)),
    'a later backup of the same run is complete',
  );
  for (const slot of new Set(counted.map((backup) => backup.slot))) {
    const members = counted.filter((backup) => backup.slot === slot);
    const keep = keeps[slot] ?? 0;
    members.slice(0, keep).forEach((backup, index) => wanted.set(backup, `${slot} ${index + 1} of ${keep}`));
    if (keep > 0) setAside(slot, members.slice(keep), `older than the newest ${keep} of slot ${slot}`);
    else setAside(slot, members, `slot ${slot} is not ordered any more`, 0);
  }
  setAside(
    'incomplete',
    backups.filter(({ state }) => state === 'incomplete'),
    'incomplete, and a newer backup is complete',
  );
  return { wanted, unwanted };
}

function whyProtected(
  backup: BackupRecord,
  isProof: boolean,
  { now, requireVerified }: Pick<RotationRequest<BackupRecord>, 'now' | 'requireVerified'>,
): string {
  const proven = requireVerified ? 'verified' : 'complete';
  if (isProof) return `the newest ${proven} backup of the site`;
  return mayStillRun(backup, now) ? 'incomplete, may be under way' : `no newer backup is ${proven}`;
}

function newestFirst(a: BackupRecord, b: BackupRecord): number {
  return compareRuns(b, a) || Date.parse(b.startedAt) - Date.parse(a.startedAt) || (a.id < b.id ? 1 : -1);
}

function runOf({ localDate, run }: BackupRecord): string {
  return `${localDate} ${run}`;
}

/** Better no rotation tonight than one by half-understood facts. */
function check({ backups, keeps, now }: RotationRequest<BackupRecord>): void {
  const ids = new Set<string>();
  for (const { id, startedAt, localDate, run } of backups) {
    // Whoever deletes by id would delete the one that is kept.
    if (ids.has(id)) throw new Error(`backup ${id} is listed twice`);
    ids.add(id);
    hoursSince(startedAt, now);
    backupId(localDate, run);
  }
  for (const [slot, count] of Object.entries(keeps)) {
    if (!Number.isInteger(count) || count < 0) throw new Error(`slot ${slot} can't keep ${count} backups`);
  }
}
