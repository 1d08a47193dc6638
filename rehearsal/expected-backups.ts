import { DateTime } from 'luxon';
import type { HomeRegion, Site } from '../lib/config/platform';

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

/** The run that a backup is of, by its id. */
export function madeOf(backup: string): Made {
  const [, date = '', run] = /^(\d{4}-\d\d-\d\d)-\d-(night|afternoon)/.exec(backup) ?? [];
  return { date, run: run === 'afternoon' ? 'afternoon' : 'night' };
}

/** Hours between a backup and a disaster at the worst moment of the calendar that was played: before the next backup. */
export function hoursLost({ sites }: HomeRegion, site: string, backup: string, lastNight: string): number {
  const zone = sites.find(({ id }) => id === site)?.timeZone;
  const { date, run } = madeOf(backup);
  const at = (day: string, hour: number) => DateTime.fromISO(day, { zone }).set({ hour });
  const disaster = at(lastNight, 4).plus({ days: 1 });
  return disaster.diff(at(date, run === 'night' ? 4 : 16), 'hours').hours;
}
