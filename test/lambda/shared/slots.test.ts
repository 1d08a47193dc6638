import fc from 'fast-check';
import { DateTime, IANAZone } from 'luxon';
import { backupId, compareRuns, EARLY_MINUTES, RUNS, scheduledRun, SLOTS, slotOf } from '../../../lambda/shared/slots';
import type { Run, Slot } from '../../../lambda/shared/slots';
import { backupTimes, keeps } from '../../../lib/config/schedule';
import type { SiteOption } from '../../../lib/config/vocabulary';

const ZONES = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
const NIGHTS = backupTimes('production', []);
const TWICE = backupTimes('production', ['twice-daily']);
const FIRST_DAY = Date.UTC(2024, 0, 1);
const DAY = 24 * 3_600_000;
const DAYS = (Date.UTC(2044, 0, 1) - FIRST_DAY) / DAY;

const dates = Array.from({ length: DAYS }, (_, day) => new Date(FIRST_DAY + day * DAY).toISOString().slice(0, 10));
const anyDate = fc.constantFrom(...dates);
const anyZone = fc.constantFrom(...ZONES);

const at = (localDate: string, run: Run, zone: string) =>
  DateTime.fromISO(`${localDate}T${run === 'night' ? '04:00' : '16:00'}`, { zone });

test('the slots stand in their order of precedence, which config and rotation share (D1)', () => {
  expect(SLOTS).toEqual(['yearly', 'monthly', 'weekly', 'daily', 'afternoon']);
});

describe('the slot of a backup (D1)', () => {
  const standard: SiteOption[] = [];
  const yearly: SiteOption[] = ['yearly-for-seven-years'];
  const all: SiteOption[] = ['yearly-for-seven-years', 'monthly-for-a-year', 'twice-daily'];

  test.each<[string, string, Run, SiteOption[], Slot]>([
    ['a Sunday', '2026-03-08', 'night', standard, 'daily'],
    ['a Friday', '2026-03-06', 'night', standard, 'daily'],
    ['a Saturday', '2026-03-07', 'night', standard, 'weekly'],
    ['the 1st of a month, a Sunday', '2026-03-01', 'night', standard, 'monthly'],
    ['the 1st of a month, a Saturday', '2026-08-01', 'night', standard, 'monthly'],
    ['29 February, a Thursday', '2024-02-29', 'night', standard, 'daily'],
    ['the day after 29 February', '2024-03-01', 'night', standard, 'monthly'],
    ['1 January without the yearly option', '2026-01-01', 'night', standard, 'monthly'],
    ['1 January with the yearly option (BK-17)', '2026-01-01', 'night', yearly, 'yearly'],
    ['1 January, a Saturday, with the yearly option', '2028-01-01', 'night', yearly, 'yearly'],
    ['1 January, a Saturday, without it', '2028-01-01', 'night', standard, 'monthly'],
    ['1 February with the yearly option', '2026-02-01', 'night', yearly, 'monthly'],
    ['2 January with the yearly option', '2026-01-02', 'night', yearly, 'daily'],
    ['the afternoon of a weekday (D5)', '2026-03-06', 'afternoon', all, 'afternoon'],
    ['the afternoon of a Saturday', '2026-03-07', 'afternoon', all, 'afternoon'],
    ['the afternoon of the 1st of a month', '2026-03-01', 'afternoon', all, 'afternoon'],
    ['the afternoon of 1 January with the yearly option', '2026-01-01', 'afternoon', all, 'afternoon'],
    ['an afternoon after that option was cancelled', '2026-03-06', 'afternoon', standard, 'afternoon'],
  ])('%s', (_, localDate, run, options, slot) => {
    expect(slotOf(localDate, run, keeps('production', options))).toBe(slot);
  });

  test('a yearly slot that keeps none is not ordered', () => {
    expect(slotOf('2026-01-01', 'night', { yearly: 0, monthly: 2 })).toBe('monthly');
  });

  test('is by the calendar on every day of twenty years', () => {
    for (const localDate of dates) {
      const [, month, day] = localDate.split('-').map(Number);
      const weekday = new Date(`${localDate}T12:00:00Z`).getUTCDay();
      const slot = day === 1 ? (month === 1 ? 'yearly' : 'monthly') : weekday === 6 ? 'weekly' : 'daily';
      expect(slotOf(localDate, 'night', keeps('production', ['yearly-for-seven-years']))).toBe(slot);
    }
  });

  test.each(['2026-02-29', '2026-13-01', '2026-3-1', '20260301', '2026-03-01T04:00', '2026-W10-6', '2026-03', ''])(
    "'%s' is no date and gets none",
    (text) => {
      expect(() => slotOf(text, 'night', {})).toThrow(`'${text}' is not a calendar date; write it as yyyy-mm-dd`);
      expect(() => slotOf(text, 'afternoon', {})).toThrow('is not a calendar date');
      expect(() => backupId(text, 'night')).toThrow('is not a calendar date');
    },
  );
});

describe('the id of a backup', () => {
  test('names the date and the run', () => {
    expect(backupId('2026-03-07', 'night')).toBe('2026-03-07-1-night');
    expect(backupId('2026-03-07', 'afternoon')).toBe('2026-03-07-2-afternoon');
  });

  test('sorts by time, as runs do, and differs for different runs', () => {
    const anyRun = fc.record({ localDate: anyDate, run: fc.constantFrom(...RUNS) });
    fc.assert(
      fc.property(anyRun, anyRun, (a, b) => {
        const [left, right] = [a, b].map(({ localDate, run }) => at(localDate, run, 'utc').toMillis());
        const [idA, idB] = [a, b].map(({ localDate, run }) => backupId(localDate, run));
        expect(Math.sign(compareRuns(a, b))).toBe(Math.sign(left! - right!));
        expect(idA! < idB! ? -1 : idA! > idB! ? 1 : 0).toBe(Math.sign(left! - right!));
      }),
    );
  });
});

describe('the run that a start belongs to (BK-01, BK-12)', () => {
  test.each<[string, string, string, readonly string[], string]>([
    ['right on time', '2026-03-07T04:00', 'Pacific/Auckland', NIGHTS, '2026-03-07-1-night'],
    ['by a clock that is five minutes slow', '2026-03-07T03:55', 'Pacific/Auckland', NIGHTS, '2026-03-07-1-night'],
    ['half an hour early', '2026-03-07T03:30', 'Pacific/Auckland', NIGHTS, '2026-03-07-1-night'],
    ['too early to be meant', '2026-03-07T03:29:59.999', 'Pacific/Auckland', NIGHTS, '2026-03-06-1-night'],
    ['in the evening, after an outage', '2026-03-01T21:00', 'Europe/Berlin', NIGHTS, '2026-03-01-1-night'],
    ['after midnight', '2026-03-02T01:00', 'Europe/Berlin', NIGHTS, '2026-03-01-1-night'],
    ['at four in the afternoon', '2026-03-01T16:00', 'Europe/Berlin', TWICE, '2026-03-01-2-afternoon'],
    ['at four in the afternoon, not ordered', '2026-03-01T16:00', 'Europe/Berlin', NIGHTS, '2026-03-01-1-night'],
    ['an afternoon after midnight', '2026-01-01T00:30', 'Europe/Berlin', TWICE, '2025-12-31-2-afternoon'],
    ['a night until half past three', '2026-03-01T15:29', 'Europe/Berlin', TWICE, '2026-03-01-1-night'],
    ['as clocks go forward at 03:00', '2026-03-29T04:00', 'Europe/Helsinki', NIGHTS, '2026-03-29-1-night'],
    ['as clocks go back to 03:00', '2026-10-25T04:00', 'Europe/Helsinki', NIGHTS, '2026-10-25-1-night'],
    ['an hour before, as clocks go back', '2026-10-25T03:15+03:00', 'Europe/Helsinki', NIGHTS, '2026-10-24-1-night'],
    ['on 29 February', '2028-02-29T04:10', 'America/Santiago', NIGHTS, '2028-02-29-1-night'],
  ])('%s', (_, start, zone, times, id) => {
    const { localDate, run } = scheduledRun(DateTime.fromISO(start, { zone }).toJSDate(), zone, times);
    expect(backupId(localDate, run)).toBe(id);
  });

  test('the order of the backup times does not matter', () => {
    const start = DateTime.fromISO('2026-03-01T17:00', { zone: 'utc' }).toJSDate();
    expect(scheduledRun(start, 'UTC', TWICE.toReversed())).toEqual(scheduledRun(start, 'UTC', TWICE));
  });

  test('is its schedule from half an hour before until half an hour before the next, in any zone of twenty years', () => {
    fc.assert(
      fc.property(
        anyZone,
        fc.nat(DAYS - 2),
        fc.boolean(),
        fc.constantFrom(...RUNS),
        fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
        (zone, day, twice, anyRun, when) => {
          const run = twice ? anyRun : 'night';
          const localDate = dates[day]!;
          const follows =
            twice && run === 'night' ? at(localDate, 'afternoon', zone) : at(dates[day + 1]!, 'night', zone);
          const early = { minutes: EARLY_MINUTES };
          const first = at(localDate, run, zone).minus(early).toMillis();
          const last = follows.minus(early).toMillis() - 1;
          const start = new Date(Math.round(first + when * (last - first)));
          expect(scheduledRun(start, zone, twice ? TWICE : NIGHTS)).toEqual({ localDate, run });
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('a run follows the other, none skipped or repeated, around every change of clocks', () => {
    const runs = dates.flatMap((date) => [`${date}-1-night`, `${date}-2-afternoon`]);
    let changes = 0;
    fc.assert(
      fc.property(anyZone, fc.integer({ min: 2024, max: 2043 }), (name, year) => {
        const zone = IANAZone.create(name);
        const noons = dates.filter((date) => date.startsWith(`${year}`)).map((date) => Date.parse(`${date}T12:00:00Z`));
        const changed = noons.filter(
          (noon) => zone.offset(noon) !== zone.offset(noon - DAY) && noon > FIRST_DAY + 3 * DAY,
        );
        changes += changed.length;
        for (const noon of changed) {
          const ids = new Set<string>();
          for (let time = noon - 2.5 * DAY; time < noon + 2 * DAY; time += DAY / 48) {
            const { localDate, run } = scheduledRun(new Date(time), name, TWICE);
            ids.add(backupId(localDate, run));
          }
          const [first = ''] = ids;
          const from = runs.indexOf(first);
          expect([...ids]).toEqual(runs.slice(from, from + ids.size));
          expect(ids.size).toBeGreaterThanOrEqual(9);
        }
      }),
      { numRuns: 30 },
    );
    expect(changes).toBeGreaterThan(0);
  });

  test.each<[string, readonly string[], string]>([
    ['without backup times', [], 'backup times []: a site has one before noon, one after, or one of each'],
    ['with two nights', ['03:00', '04:00'], 'backup times [03:00, 04:00]: a site has one before noon'],
    ['with a time that is none', ['4:00'], "'4:00' is no time of day; write it as hh:mm"],
    ['with a time past midnight', ['24:00'], "'24:00' is no time of day"],
  ])('%s there is none', (_, times, message) => {
    expect(() => scheduledRun(new Date(), 'UTC', times)).toThrow(message);
  });

  test('an unknown zone and an invalid instant are named', () => {
    expect(() => scheduledRun(new Date(), 'Mars/Olympus', NIGHTS)).toThrow("no local time in 'Mars/Olympus'");
    expect(() => scheduledRun(new Date(NaN), 'UTC', NIGHTS)).toThrow('no local time');
  });
});
