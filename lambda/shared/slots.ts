import { DateTime } from 'luxon';

/** In order of precedence: a night's backup fills the first that its local date matches (D1). */
export const SLOTS = ['yearly', 'monthly', 'weekly', 'daily', 'afternoon'] as const;
export type Slot = (typeof SLOTS)[number];

/** How many complete backups each slot keeps; a slot that is absent, or keeps 0, is not ordered. */
export type Keeps = Partial<Readonly<Record<Slot, number>>>;

/** The backups of a day, in their order: at 04:00, and with twice-daily at 16:00 as well (BK-01, BK-12). */
export const RUNS = ['night', 'afternoon'] as const;
export type Run = (typeof RUNS)[number];

/** What a backup is the backup of; with the site it makes a backup unique, however often and late it is started. */
export interface ScheduledRun {
  /** Site-local calendar date of the schedule, `yyyy-mm-dd`, whatever the date when work began or ended. */
  readonly localDate: string;
  readonly run: Run;
}

/** A start this many minutes before its schedule still belongs to it: clocks of two machines are never quite equal. */
export const EARLY_MINUTES = 30;

const SATURDAY = 6;

/** The one slot that a run fills (D1, D5); 1 January is a yearly only with that option (BK-17). */
export function slotOf(localDate: string, run: Run, keeps: Keeps): Slot {
  const { month, day, weekday } = calendarDate(localDate);
  if (run === 'afternoon') return 'afternoon';
  if (month === 1 && day === 1 && keeps.yearly) return 'yearly';
  if (day === 1) return 'monthly';
  return weekday === SATURDAY ? 'weekly' : 'daily';
}

export function isSaturday(localDate: string): boolean {
  return calendarDate(localDate).weekday === SATURDAY;
}

/**
 * The run that a start belongs to: every run owns the time from half an hour before its schedule until half an hour
 * before the next one.
 *
 * So there is an answer for every instant, and a start that is hours late, even after midnight, makes up for its own
 * night: the first of a month isn't lost by an outage until noon. Early starts get no more than the skew of a clock,
 * since a late run taken for the next one would stand in for a backup that was never made.
 *
 * It reads the site's wall clock, so changes of clocks need no care: none touches 04:00 or 16:00 (D4).
 */
export function scheduledRun(instant: Date, timeZone: string, backupTimes: readonly string[]): ScheduledRun {
  const times = checkedTimes(backupTimes);
  const local = DateTime.fromJSDate(instant, { zone: timeZone }).plus({ minutes: EARLY_MINUTES });
  if (!local.isValid) throw new Error(`no local time in '${timeZone}' for ${String(instant)}: ${local.invalidReason}`);
  const clock = local.toFormat('HH:mm');
  const today = times.filter((time) => time <= clock).at(-1);
  const date = today === undefined ? local.minus({ days: 1 }) : local;
  return { localDate: date.toFormat('yyyy-MM-dd'), run: runAt(today ?? times.at(-1) ?? '') };
}

/**
 * Id of the backup of a run, such as `2026-03-07-1-night`: the same however often the run is started, so that a second
 * start finds the first's work. The number makes ids sort by time, a day's night before its afternoon.
 */
export function backupId(localDate: string, run: Run): string {
  calendarDate(localDate);
  return `${localDate}-${RUNS.indexOf(run) + 1}-${run}`;
}

/** Compares two runs by time; negative if `a` comes first. */
export function compareRuns(a: ScheduledRun, b: ScheduledRun): number {
  if (a.localDate !== b.localDate) return a.localDate < b.localDate ? -1 : 1;
  return RUNS.indexOf(a.run) - RUNS.indexOf(b.run);
}

/** A backup taken for another date than its own would be kept for too short a time, so no guess at what is meant. */
function calendarDate(localDate: string): { readonly month: number; readonly day: number; readonly weekday: number } {
  const date = new Date(`${localDate}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== localDate) {
    throw new Error(`'${localDate}' is not a calendar date; write it as yyyy-mm-dd`);
  }
  return { month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() };
}

/** The run that a backup time belongs to. */
export function runAt(time: string): Run {
  return time < '12:00' ? 'night' : 'afternoon';
}

function checkedTimes(backupTimes: readonly string[]): string[] {
  const malformed = backupTimes.filter((time) => !/^([01]\d|2[0-3]):[0-5]\d$/.test(time));
  if (malformed.length > 0) throw new Error(`'${malformed.join("', '")}' is no time of day; write it as hh:mm`);
  const runs = new Set(backupTimes.map(runAt));
  if (runs.size === 0 || runs.size < backupTimes.length) {
    throw new Error(
      `backup times [${backupTimes.join(', ')}]: a site has one before noon, one after, or one of each, ` +
        'since a backup is known by its date and run',
    );
  }
  return [...backupTimes].sort();
}
