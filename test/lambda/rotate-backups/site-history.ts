import { DateTime } from 'luxon';
import { rotate } from '../../../lambda/rotate-backups/rotation';
import type { Rotation, RotationRequest } from '../../../lambda/rotate-backups/rotation';
import type { BackupRecord } from '../../../lambda/shared/backup-record';
import { backupId, scheduledRun, SLOTS, slotOf } from '../../../lambda/shared/slots';
import type { Keeps, Run, Slot } from '../../../lambda/shared/slots';
import { backupTimes } from '../../../lib/config/schedule';

const DAY = 24 * 3_600_000;
const FIRST_DAY = Date.UTC(2024, 0, 1);

/** Every date from 2024 to 2043. */
export const DATES = Array.from({ length: (Date.UTC(2044, 0, 1) - FIRST_DAY) / DAY }, (_, day) =>
  new Date(FIRST_DAY + day * DAY).toISOString().slice(0, 10),
);

/** What comes of one scheduled run. */
export interface Outcome {
  /** `again`: two complete backups; `retried`: a broken one and a complete one. */
  readonly result: 'complete' | 'missed' | 'broken' | 'again' | 'retried';
  /** Minutes from the schedule to the start; negative by the skew of a clock. */
  readonly late: number;
  readonly rotates: boolean;
}

export const PERFECT: Outcome = { result: 'complete', late: 0, rotates: true };

/** The record of a backup of that run, started on time in UTC unless told otherwise. */
export function record(localDate: string, run: Run = 'night', rest: Partial<BackupRecord> = {}): BackupRecord {
  return {
    id: backupId(localDate, run),
    slot: slotOf(localDate, run, {}),
    localDate,
    run,
    startedAt: `${localDate}T${run === 'night' ? '04' : '16'}:00:00.000Z`,
    state: 'complete',
    ...rest,
  };
}

/** One site's backups over the years: what was made, and what the rotations left. */
export class SiteHistory {
  /** Everything that is there now. */
  public store: readonly BackupRecord[] = [];
  /** The counted backup of every run that has one, oldest first. */
  public readonly made: BackupRecord[] = [];

  public constructor(
    private readonly timeZone: string,
    private readonly backupTimes: readonly string[],
  ) {}

  /** Lives through one scheduled run; returns the rotation at its end, if there was one. */
  public live(localDate: string, run: Run, keeps: Keeps, outcome: Outcome): Rotation<BackupRecord> | undefined {
    const schedule = DateTime.fromISO(`${localDate}T${run === 'night' ? '04:00' : '16:00'}`, { zone: this.timeZone });
    const start = schedule.plus({ minutes: outcome.late });
    const { result } = outcome;
    if (result === 'broken' || result === 'retried') this.add(start.toJSDate(), keeps, 'broken', 'incomplete');
    if (result === 'complete' || result === 'again') this.add(start.toJSDate(), keeps);
    if (result === 'again' || result === 'retried') this.add(start.plus({ minutes: 5 }).toJSDate(), keeps, 'again');
    if (!outcome.rotates) return undefined;
    return this.rotate({ keeps, now: start.plus({ minutes: 20 }).toJSDate() });
  }

  public rotate(request: Omit<RotationRequest<BackupRecord>, 'backups'>): Rotation<BackupRecord> {
    const rotation = rotate({ backups: this.store, ...request });
    this.store = rotation.kept.map(({ backup }) => backup);
    return rotation;
  }

  private add(started: Date, keeps: Keeps, suffix = '', state: BackupRecord['state'] = 'complete'): void {
    const { localDate, run } = scheduledRun(started, this.timeZone, this.backupTimes);
    const id = [backupId(localDate, run), suffix].filter(Boolean).join('-');
    const slot = slotOf(localDate, run, keeps);
    const made: BackupRecord = { id, slot, localDate, run, startedAt: started.toISOString(), state };
    this.store = [...this.store, made];
    if (state === 'incomplete') return;
    const last = this.made.at(-1);
    if (last?.localDate === localDate && last.run === run) this.made.pop();
    this.made.push(made);
  }
}

/** For sites without twice-daily as well: no start of theirs is so late that it would pass for an afternoon's. */
export const TWICE = backupTimes('production', ['twice-daily']);

/** The runs of a day of a site that keeps so much. */
export const runsOf = (kept: Keeps): readonly Run[] => (kept.afternoon ? ['night', 'afternoon'] : ['night']);

/** The complete ones of that slot. */
export const inSlot = (backups: readonly BackupRecord[], slot: Slot) =>
  backups.filter((backup) => backup.slot === slot && backup.state === 'complete');
export const ids = (backups: readonly BackupRecord[]) => backups.map(({ id }) => id).sort();

/** What a site should hold that kept everything it made: the newest of each slot. */
export const promised = (made: readonly BackupRecord[], kept: Keeps) =>
  SLOTS.flatMap((slot) => (kept[slot] ? inSlot(made, slot).slice(-kept[slot]) : []));
