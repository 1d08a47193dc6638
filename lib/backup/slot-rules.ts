import { IANAZone } from 'luxon';
import { COMPLETION_WINDOW_MINUTES, START_WINDOW_MINUTES } from './retention';
import type { SlotRule, VaultLock } from './retention';

const CRON_DAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];

/** A rule as an AWS Backup schedule, in local time. */
export function cronOf({ days, hour }: Pick<SlotRule, 'days' | 'hour'>): string {
  return 'weekdays' in days
    ? `cron(0 ${hour} ? * ${days.weekdays.map((day) => CRON_DAYS[day - 1]).join(',')} *)`
    : `cron(0 ${hour} ${days.dayOfMonth} * ? *)`;
}

/** Whether two rules can ever be at work at the same local time of the same date. */
export function overlaps(a: SlotRule, b: SlotRule): boolean {
  return mayShareDate(a, b) && Math.abs(a.hour - b.hour) * 60 < COMPLETION_WINDOW_MINUTES;
}

/** Whether a vault with this lock accepts recovery points of this age; it fails the job otherwise. */
export function withinLock(keepForDays: number, lock: VaultLock): boolean {
  return keepForDays >= lock.minRetentionDays && keepForDays <= lock.maxRetentionDays;
}

/** What is wrong with the rules of one server, each with what is allowed; empty if nothing is. */
export function problemsOf(rules: readonly SlotRule[], timeZone: string, lock: VaultLock): string[] {
  const problems: string[] = [];
  if (!IANAZone.isValidZone(timeZone)) problems.push(`'${timeZone}' is no IANA time zone, such as Europe/Paris`);
  if (COMPLETION_WINDOW_MINUTES < 2 * START_WINDOW_MINUTES) {
    problems.push('a job that starts last in its start window needs an hour at least until it is ended');
  }
  for (const [index, rule] of rules.entries()) {
    if (!withinLock(rule.keepForDays, lock)) {
      problems.push(
        `${rule.slot} keeps recovery points for ${rule.keepForDays} days, but the vault's lock takes only ` +
          `${lock.minRetentionDays} to ${lock.maxRetentionDays}`,
      );
    }
    if (rule.hour * 60 + COMPLETION_WINDOW_MINUTES > 24 * 60) {
      problems.push(`${rule.slot} begins at ${rule.hour}:00 and may run past midnight; begin earlier`);
    }
    for (const other of rules.slice(0, index)) {
      if (overlaps(other, rule)) {
        problems.push(
          `${other.slot} (${other.hour}:00) and ${rule.slot} (${rule.hour}:00) can run on the same server at once; ` +
            `keep them ${COMPLETION_WINDOW_MINUTES} minutes apart or on different weekdays`,
        );
      }
    }
  }
  return problems;
}

/** A day of the month falls on any weekday sooner or later. */
function mayShareDate({ days: a }: SlotRule, { days: b }: SlotRule): boolean {
  if ('weekdays' in a && 'weekdays' in b) return a.weekdays.some((day) => b.weekdays.includes(day));
  if ('dayOfMonth' in a && 'dayOfMonth' in b) return a.dayOfMonth === b.dayOfMonth;
  return true;
}
