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

/**
 * Nights, of which every thirteenth has a failure, each kind in its turn; never the last, before the disaster.
 *
 * @param later Nights by which failures come later, so that zones do not all wait for a next attempt at once.
 */
export function nights(count: number, later = 0): Night[] {
  const start = DateTime.fromISO(FIRST_NIGHT, { zone: 'utc' });
  return Array.from({ length: count }, (_, day) => {
    const turn = (day - later) / 13 - 1;
    const strikes = Number.isInteger(turn) && turn >= 0 && day < count - 1;
    const failure = strikes ? FAILURES[turn % FAILURES.length] : undefined;
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
