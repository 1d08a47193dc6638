import { IANAZone } from 'luxon';

const DAY = 24 * 60;
const WEEK_MS = 7 * DAY * 60_000;
/** Length of both windows, in minutes; the least that RDS takes. */
const LENGTH = 30;
/** Least distance between any two of RDS's windows and AWS Backup's, in minutes (D4). */
const DISTANCE = 60;
/** When AWS Backup may be at work on a server, in minutes of its local day: 04:00 to 08:00 and 16:00 to 18:00. */
const BUSY = [
  [4 * 60, 8 * 60],
  [16 * 60, 18 * 60],
] as const;
/** Where each window would best begin, in minutes of the local day. */
const PREFERRED = { backup: 22 * 60, maintenance: 0 } as const;

/** RDS's own windows, in UTC. */
export interface Windows {
  /** Daily, `hh:mm-hh:mm`. */
  readonly backupWindow: string;
  /** On Sundays, `sun:hh:mm-ddd:hh:mm`. */
  readonly maintenanceWindow: string;
}

const known = new Map<string, Windows>();

/**
 * RDS takes its windows in UTC only, while AWS Backup follows the local clock: windows that stay an hour clear of
 * AWS Backup's, and of each other, at every offset that the time zone has from 2025 to 2035.
 */
export function serverWindows(timeZone: string): Windows {
  const cached = known.get(timeZone);
  if (cached) return cached;
  const offsets = offsetsOf(timeZone);
  const backup = choose(timeZone, offsets, PREFERRED.backup, []);
  const maintenance = choose(timeZone, offsets, PREFERRED.maintenance, [backup]);
  const windows = {
    backupWindow: `${clock(backup)}-${clock(backup + LENGTH)}`,
    maintenanceWindow: `sun:${clock(maintenance)}-${maintenance + LENGTH < DAY ? 'sun' : 'mon'}:${clock(maintenance + LENGTH)}`,
  };
  known.set(timeZone, windows);
  return windows;
}

/** Minutes east of UTC, each offset once. Weekly steps catch the shortest season, a Ramadan of Morocco. */
function offsetsOf(timeZone: string): number[] {
  const zone = IANAZone.create(timeZone);
  const offsets = new Set<number>();
  for (let time = Date.UTC(2025, 0, 1); time < Date.UTC(2036, 0, 1); time += WEEK_MS) offsets.add(zone.offset(time));
  return [...offsets];
}

/** Start in minutes of the UTC day: as near to the preferred local time as the distances allow. */
function choose(timeZone: string, offsets: readonly number[], preferred: number, taken: readonly number[]): number {
  for (let shift = 0; shift < DAY; shift += 15) {
    const start = wrap(preferred + shift - Math.min(...offsets));
    const clearOfBackups = offsets.every((offset) =>
      BUSY.every(([from, to]) => gap(wrap(start + offset), LENGTH, from, to - from) >= DISTANCE),
    );
    if (clearOfBackups && taken.every((other) => gap(start, LENGTH, other, LENGTH) >= DISTANCE)) return start;
  }
  throw new Error(`No RDS window of ${LENGTH} minutes stays clear of AWS Backup at every offset of ${timeZone}`);
}

/** Minutes between two windows of a day that wraps round at midnight; negative where they overlap. */
function gap(a: number, lengthOfA: number, b: number, lengthOfB: number): number {
  const after = wrap(b - a);
  return after < lengthOfA ? -1 : Math.min(after - lengthOfA, wrap(a - b) < lengthOfB ? -1 : wrap(a - b) - lengthOfB);
}

function wrap(minutes: number): number {
  return ((minutes % DAY) + DAY) % DAY;
}

function clock(minutes: number): string {
  const time = wrap(minutes);
  return `${String(Math.floor(time / 60)).padStart(2, '0')}:${String(time % 60).padStart(2, '0')}`;
}
