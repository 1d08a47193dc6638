import { DateTime } from 'luxon';
import { runAt, SLOTS, slotOf, type Keeps, type Slot } from './slots';

/** Days for which a deleted version of a backup can still be brought back (D17). */
export const UNDELETE_DAYS = 14;

export interface KeptBackups {
  readonly keeps: Keeps;
  readonly timeZone: string;
  /** Local times of its backups; empty for a site without any. */
  readonly backupTimes: readonly string[];
}

/**
 * Until when a backup of a site may hold what was erased from it at a moment, if every night succeeds: each slot must
 * have been filled as many times as it keeps, by nights that come after, and deleted versions linger for two weeks more.
 * A count, as the rotation is one (D2): a night that fails makes it a night later.
 */
export function backupsUntil({ keeps, timeZone, backupTimes }: KeptBackups, erasedAt: Date): Date {
  const start = DateTime.fromJSDate(erasedAt, { zone: timeZone });
  const runs = [...new Set(backupTimes.map(runAt))];
  const missing = new Map<Slot, number>(
    SLOTS.flatMap((slot): [Slot, number][] => (keeps[slot] ? [[slot, keeps[slot]]] : [])),
  );
  if (runs.length === 0) return start.plus({ days: UNDELETE_DAYS }).toJSDate();
  let day = start.startOf('day');
  while (missing.size > 0) {
    day = day.plus({ days: 1 });
    for (const run of runs) {
      const slot = slotOf(day.toFormat('yyyy-MM-dd'), run, keeps);
      const left = (missing.get(slot) ?? 0) - 1;
      if (left > 0) missing.set(slot, left);
      else missing.delete(slot);
    }
    // A slot that no run ever fills keeps what it has for ever; a config can't ask for one.
    if (day.diff(start, 'years').years > 20)
      throw new Error(`No backup ever fills the slots ${[...missing.keys()].join(', ')}`);
  }
  return day.plus({ days: 1 + UNDELETE_DAYS }).toJSDate();
}
