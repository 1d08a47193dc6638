import { DateTime } from 'luxon';

/**
 * First night that is played. The weeks from here on have it all: a leap day, a 1st that is a Saturday, the ends of
 * short and long months, and clocks that change in America, Europe and Australia.
 */
export const FIRST_NIGHT = '2028-01-25';

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

/** Nights, of which every thirteenth has a failure, each kind in its turn; never the last, before the disaster. */
export function nights(count: number, first = FIRST_NIGHT): Night[] {
  const start = DateTime.fromISO(first, { zone: 'utc' });
  return Array.from({ length: count }, (_, day) => {
    const turn = Math.floor(day / 13) - 1;
    const failure = day % 13 === 0 && turn >= 0 && day < count - 1 ? FAILURES[turn % FAILURES.length] : undefined;
    return { date: start.plus({ days: day }).toISODate() ?? '', day, ...(failure && { failure }) };
  });
}

/** Nights in parts to be played one after the other: what goes wrong with all zones at once has a part of its own. */
export function inParts(nights: readonly Night[]): Night[][] {
  const common = (night: Night | undefined) => night?.failure === 'storage-errors';
  const parts: Night[][] = [];
  for (const night of nights) {
    const last = parts.at(-1);
    if (last && !common(night) && !common(last[0])) last.push(night);
    else parts.push([night]);
  }
  return parts;
}

/** The instant at which a schedule of the form `cron(minute hour * * ? *)` fires on a date in its zone. */
export function firesAt(expression: string, timeZone: string, date: string): Date {
  const [, minute, hour] = /^cron\((\d+) (\d+) \* \* \? \*\)$/.exec(expression) ?? [];
  if (minute === undefined) throw new Error(`'${expression}' is no schedule of every day`);
  const local = DateTime.fromISO(date, { zone: timeZone }).set({ hour: Number(hour), minute: Number(minute) });
  return local.toJSDate();
}
