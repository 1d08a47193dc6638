import { DateTime } from 'luxon';

/**
 * First night that is played. The weeks from here on have it all: a leap day, a 1st that is a Saturday, the ends of
 * short and long months, and clocks that change in America, Europe and Australia.
 */
const FIRST_NIGHT = '2028-01-25';

/** What can go wrong in a night. */
export const FAILURES = ['killed-worker', 'full-disk', 'refused-connections', 'storage-errors'] as const;
export type Failure = (typeof FAILURES)[number];

/** What the platform overcomes by itself: a backup must come of such a night as of any other. */
export function isOvercome(failure: Failure | undefined): boolean {
  return failure === undefined || failure === 'killed-worker';
}

export interface Night {
  /** Calendar date, the same for all zones. */
  readonly date: string;
  readonly day: number;
  readonly failure?: Failure;
}

/** The first night of a zone that fails, from 0, and how many nights later the next one does. */
const FIRST_FAILURE = 13;
const NEXT_FAILURE = 20;

/**
 * Nights, of which some have a failure, each kind in its turn; never the last, before the disaster.
 *
 * @param zone Number of the time zone, from 0. Each zone fails a night later than the one before, and by the next kind:
 *   few nights show them all, and no two zones wait for a next attempt at once.
 */
export function nights(count: number, zone = 0): Night[] {
  const start = DateTime.fromISO(FIRST_NIGHT, { zone: 'utc' });
  return Array.from({ length: count }, (_, day) => {
    const turn = (day - zone - FIRST_FAILURE) / NEXT_FAILURE;
    const strikes = Number.isInteger(turn) && turn >= 0 && day < count - 1;
    const failure = strikes ? FAILURES[(turn + zone) % FAILURES.length] : undefined;
    return { date: start.plus({ days: day }).toISODate() ?? '', day, ...(failure && { failure }) };
  });
}

/** The instant at which a schedule of the form `cron(minute hour * * ? *)` fires on a date in its zone. */
export function firesAt(expression: string, timeZone: string, date: string): Date {
  const [, minute, hour] = /^cron\((\d+) (\d+) \* \* \? \*\)$/.exec(expression) ?? [];
  if (minute === undefined) throw new Error(`'${expression}' is no schedule of every day`);
  const local = DateTime.fromISO(date, { zone: timeZone }).set({ hour: Number(hour), minute: Number(minute) });
  return local.toJSDate();
}
