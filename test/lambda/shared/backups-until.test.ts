import fc from 'fast-check';
import { DateTime } from 'luxon';
import { backupsUntil, UNDELETE_DAYS } from '../../../lambda/shared/backups-until';
import { runAt, slotOf, type Keeps, type Slot } from '../../../lambda/shared/slots';
import { SITE_BACKUP_UNDELETE_DAYS } from '../../../lib/backup/retention';

const standard = { keeps: { daily: 6, weekly: 4, monthly: 2 }, timeZone: 'Europe/Berlin', backupTimes: ['04:00'] };
const at = new Date('2026-03-10T12:00:00Z');
const day = (date: Date, timeZone = standard.timeZone) => DateTime.fromJSDate(date, { zone: timeZone }).toISODate();

test('lingers for as long as the bucket keeps deleted versions', () => {
  expect(UNDELETE_DAYS).toBe(SITE_BACKUP_UNDELETE_DAYS);
});

test.each([
  ['two monthlies', {}, '2026-05-16'],
  ['twelve monthlies', { monthly: 12 }, '2027-03-16'],
  ['seven yearlies: 1 January 2027 to 2033', { yearly: 7 }, '2033-01-16'],
])('%s decide how long it takes', (_, keeps, expected) => {
  expect(day(backupsUntil({ ...standard, keeps: { ...standard.keeps, ...keeps } }, at))).toBe(expected);
});

test('a site without backups of its own has only what lingers', () => {
  expect(day(backupsUntil({ keeps: {}, timeZone: 'Europe/Berlin', backupTimes: [] }, at))).toBe('2026-03-24');
});

/** What is kept on a day, by the plain rule: of each slot the newest ones. */
function kept(keeps: Keeps, made: readonly { readonly date: string; readonly slot: Slot }[]): string[] {
  return (Object.entries(keeps) as [Slot, number][]).flatMap(([slot, count]) =>
    made
      .filter((one) => one.slot === slot)
      .slice(-count)
      .map(({ date }) => date),
  );
}

test('by then no backup of before is kept, whatever is ordered; and before then one is (TN-22)', () => {
  const optional = (max: number) => fc.option(fc.integer({ min: 1, max }), { nil: undefined });
  const site = fc.record({
    daily: fc.integer({ min: 1, max: 9 }),
    weekly: fc.integer({ min: 1, max: 6 }),
    monthly: fc.integer({ min: 1, max: 6 }),
    yearly: optional(2),
    afternoon: optional(9),
    timeZone: fc.constantFrom('Europe/Berlin', 'Pacific/Auckland', 'America/Los_Angeles'),
    erased: fc.date({ min: new Date('2025-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
  });
  fc.assert(
    fc.property(site, ({ timeZone, erased, ...slots }) => {
      const keeps = JSON.parse(JSON.stringify(slots)) as Keeps;
      const backupTimes = keeps.afternoon ? ['04:00', '16:00'] : ['04:00'];
      const until = DateTime.fromJSDate(backupsUntil({ keeps, timeZone, backupTimes }, erased), { zone: timeZone });
      const last = until.minus({ days: 1 + UNDELETE_DAYS });
      const erasedOn = day(erased, timeZone) ?? '';
      const made: { date: string; slot: Slot }[] = [];
      const begin = DateTime.fromISO(erasedOn, { zone: timeZone }).minus({ years: 3 });
      for (let date = begin; date <= last; date = date.plus({ days: 1 })) {
        const text = date.toFormat('yyyy-MM-dd');
        for (const time of backupTimes) made.push({ date: text, slot: slotOf(text, runAt(time), keeps) });
      }
      const ofBefore = (backups: typeof made) => kept(keeps, backups).filter((date) => date <= erasedOn);
      expect(ofBefore(made)).toEqual([]);
      expect(ofBefore(made.slice(0, -backupTimes.length))).not.toEqual([]);
    }),
    { numRuns: 25 },
  );
});
