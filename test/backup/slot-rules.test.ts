import { Interval } from 'luxon';
import {
  COMPLETION_WINDOW_MINUTES,
  MISSING_AFTER_HOURS,
  SERVER_SLOTS,
  SLOT_NAMES,
  TAGGED_RESOURCES,
  VAULT_LOCK,
} from '../../lib/backup/retention';
import type { SlotRule } from '../../lib/backup/retention';
import { cronOf, overlaps, problemsOf, withinLock } from '../../lib/backup/slot-rules';
import { runsOf } from './firing';

const { daily, weekly, monthly } = SERVER_SLOTS;
const rules = SLOT_NAMES.map((slot) => SERVER_SLOTS[slot]);

/** Clocks that change at the usual hours, at odd ones, by half an hour, at midnight, in Ramadan, or not at all. */
const TIME_ZONES = [
  'Europe/Paris',
  'America/Los_Angeles',
  'America/Santiago',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Gaza',
  'Antarctica/Troll',
  'Atlantic/Azores',
  'Asia/Kolkata',
];

describe.each(TIME_ZONES)('in %s, 2025 to 2035', (timeZone) => {
  const runs = new Map(rules.map((rule) => [rule.slot, runsOf(cronOf(rule), timeZone, 2025, 2035)]));

  test('a server is never at work for two slots at once, changes of clocks included', () => {
    const work = [...runs.values()]
      .flat()
      .map((start) => Interval.after(start, { minutes: COMPLETION_WINDOW_MINUTES }))
      .sort((a, b) => a.start!.toMillis() - b.start!.toMillis());
    const clashes = work.filter((interval, n) => n > 0 && work[n - 1]!.end!.toMillis() > interval.start!.toMillis());
    expect(clashes.map(String)).toEqual([]);
    expect(work.length).toBeGreaterThan(11 * 365);
  });

  test('every date has either the daily or the weekly run, never both and never none', () => {
    const dates = [...runs.get('daily')!, ...runs.get('weekly')!].map((run) => run.toISODate());
    expect(new Set(dates).size).toBe(dates.length);
    expect(dates).toHaveLength((Date.UTC(2036, 0, 1) - Date.UTC(2025, 0, 1)) / 86_400_000);
  });

  test('the opening of every start window exists on the local clock', () => {
    for (const rule of rules) {
      expect(runs.get(rule.slot)!.filter((run) => run.hour !== rule.hour || run.minute !== 0)).toEqual([]);
    }
  });

  test('nobody is woken while every job keeps to its windows', () => {
    const nightly = [...runs.get('daily')!, ...runs.get('weekly')!].sort((a, b) => a.toMillis() - b.toMillis());
    const pauses = nightly
      .slice(1)
      .map((run, n) => run.diff(nightly[n]!, 'hours').hours + COMPLETION_WINDOW_MINUTES / 60);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(MISSING_AFTER_HOURS.backup);
  });
});

test('the rules in use have no problem', () => {
  for (const timeZone of TIME_ZONES) expect(problemsOf(rules, timeZone, VAULT_LOCK)).toEqual([]);
});

test.each<[string, SlotRule[], string, RegExp]>([
  [
    'a monthly run in the hours of the daily one',
    [daily, { ...monthly, hour: 5 }],
    'Europe/Paris',
    /daily \(4:00\) and monthly \(5:00\).*120 minutes apart/,
  ],
  [
    'a weekly run on a day of the daily one',
    [daily, { ...weekly, days: { weekdays: [5] } }],
    'Europe/Paris',
    /daily.*weekly/,
  ],
  ['a run that may last past midnight', [{ ...daily, hour: 23 }], 'Europe/Paris', /past midnight/],
  ['less retention than the vault takes', [{ ...daily, keepForDays: 6 }], 'Europe/Paris', /6 days.*only 7 to 62/],
  ['more retention than the vault takes', [{ ...monthly, keepForDays: 63 }], 'Europe/Paris', /63 days.*only 7 to 62/],
  ['a place that is no time zone', [daily], 'Europe/Sydney', /'Europe\/Sydney' is no IANA time zone/],
])('refuses %s', (_, slots, timeZone, message) => {
  expect(problemsOf(slots, timeZone, VAULT_LOCK)).toEqual([expect.stringMatching(message)]);
});

test('two dates of a month never meet, and a date meets any weekday', () => {
  expect(overlaps(monthly, { ...monthly, days: { dayOfMonth: 2 } })).toBe(false);
  expect(overlaps({ ...monthly, hour: weekly.hour }, weekly)).toBe(true);
});

test('recovery points outlast neither the erasure of a site nor the need for two monthlies (D9, BK-06)', () => {
  const longest = Math.max(...rules.map(({ keepForDays }) => keepForDays), TAGGED_RESOURCES.keepForDays);
  expect(longest).toBe(62);
  expect(withinLock(TAGGED_RESOURCES.keepForDays, VAULT_LOCK)).toBe(true);
});

test('what is tagged ends its night before the next one begins', () => {
  expect(TAGGED_RESOURCES.completionWindowMinutes).toBeLessThanOrEqual(23 * 60);
});
