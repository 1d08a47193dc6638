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

/** The first night that fails, from 0, and how many nights a zone has at least from one failure to the next. */
const FIRST_FAILURE = 13;
const NIGHTS_BETWEEN = 10;

/** Which of how many time zones, from 0. */
export interface ZoneOf {
  readonly zone: number;
  readonly zones: number;
}

/**
 * Nights of a time zone, of which some have a failure; never the last, before the disaster. Each kind of failure strikes
 * one zone, those of a zone nights apart, and each a night after the one before: no two zones wait for a next attempt at
 * once.
 */
export function nights(count: number, { zone, zones }: ZoneOf = { zone: 0, zones: 1 }): Night[] {
  const start = DateTime.fromISO(FIRST_NIGHT, { zone: 'utc' });
  const failures = new Map<number, Failure | undefined>();
  for (let strike = zone; strike < FAILURES.length; strike += zones) {
    const day = FIRST_FAILURE + strike + NIGHTS_BETWEEN * Math.floor(strike / zones);
    if (day < count - 1) failures.set(day, FAILURES[strike]);
  }
  return Array.from({ length: count }, (_, day) => {
    const failure = failures.get(day);
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
