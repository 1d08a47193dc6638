import { DateTime } from 'luxon';
import type { Site } from '../lib/config/platform';

/** A backup that was made: the site-local date of its schedule, and its run. */
export interface Made {
  readonly date: string;
  readonly run: 'night' | 'afternoon';
}

/**
 * Which backups a site must have in the end, told from the promises alone and without the platform's own code for it:
 * the newest of each slot, as many as its customer ordered (D1, D2, D5).
 *
 * @returns ids by slot, new to old.
 */
export function expectedBackups({ keeps }: Pick<Site, 'keeps'>, made: readonly Made[]): Record<string, string[]> {
  const bySlot: Record<string, string[]> = {};
  for (const { date, run } of made.toSorted((a, b) =>
    a.date < b.date || (a.date === b.date && a.run > b.run) ? 1 : -1,
  )) {
    const slot = slotOf(date, run, keeps.yearly !== undefined);
    const ids = (bySlot[slot] ??= []);
    if (ids.length < (keeps[slot] ?? 0)) ids.push(`${date}-${run === 'night' ? 1 : 2}-${run}`);
  }
  return bySlot;
}

function slotOf(date: string, run: Made['run'], yearly: boolean): keyof Site['keeps'] {
  const { day, month, weekday } = DateTime.fromISO(date, { zone: 'utc' });
  if (run === 'afternoon') return 'afternoon';
  if (day === 1) return month === 1 && yearly ? 'yearly' : 'monthly';
  return weekday === 6 ? 'weekly' : 'daily';
}
