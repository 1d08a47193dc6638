import fc from 'fast-check';
import { REMOVED_AT_ONCE } from '../../../lambda/rotate-backups/rotation';
import type { BackupRecord } from '../../../lambda/shared/backup-record';
import { SLOTS } from '../../../lambda/shared/slots';
import type { Keeps } from '../../../lambda/shared/slots';
import { keeps } from '../../../lib/config/schedule';
import type { SiteOption } from '../../../lib/config/vocabulary';
import { DATES, ids, inSlot, PERFECT, promised, runsOf, SiteHistory, TWICE } from './site-history';
import type { Outcome } from './site-history';

const anyOptions = fc.subarray<SiteOption>(['twice-daily', 'monthly-for-a-year', 'yearly-for-seven-years']);
const anyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
const anyResult = fc.oneof(
  { weight: 6, arbitrary: fc.constant('complete' as const) },
  { weight: 4, arbitrary: fc.constantFrom('missed', 'broken', 'again', 'retried') },
);
const anyOutcome: fc.Arbitrary<Outcome> = fc.record({
  result: anyResult,
  // An afternoon that is later may pass for the next night's when clocks go forward.
  late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -29, max: 600 })),
  rotates: fc.boolean(),
});
const anyPast = fc.record({
  zone: anyZone,
  from: fc.nat(DATES.length - 1),
  outcomes: fc.array(anyOutcome, { minLength: 1, maxLength: 160, size: 'max' }),
});
type Past = typeof anyPast extends fc.Arbitrary<infer P> ? P : never;

/** Looking for the shortest past that fails a test would go on for long after the test has. */
const WITHIN = { interruptAfterTimeLimit: 20_000 };

jest.setTimeout(30_000);

/** Looks at a site after a rotation; `before` is all that the rotation found. */
type Visit = (site: SiteHistory, kept: Keeps, before: readonly BackupRecord[]) => void;

/** Lives through the outcomes, run by run, with the options of each night. */
function relive({ zone, from, outcomes }: Past, options: (night: number) => readonly SiteOption[], each: Visit): void {
  const site = new SiteHistory(zone, TWICE);
  const lived = [...outcomes];
  for (let night = 0; lived.length > 0 && from + night < DATES.length; night++) {
    const kept = keeps('production', options(night));
    for (const run of runsOf(kept)) {
      const outcome = lived.shift();
      const rotation = outcome && site.live(DATES[from + night]!, run, kept, outcome);
      if (rotation) each(site, kept, [...site.store, ...rotation.removed.map(({ backup }) => backup)]);
    }
  }
}

describe('whatever nights fail, come late or twice, in any zone and with any options', () => {
  test('a site holds the newest good backups of each slot, as many as promised or as were ever made, and the newest of all (D2)', () => {
    fc.assert(
      fc.property(anyPast, anyOptions, (past, options) => {
        relive(
          past,
          () => options,
          (site, kept) => {
            const held = new Set(site.store.map(({ id }) => id));
            const owed = [...promised(site.made, kept), ...site.made.slice(-1)];
            const lost = owed.filter(({ id }) => !held.has(id));
            expect(ids(lost)).toEqual([]);
          },
        );
      }),
      { numRuns: 15, ...WITHIN },
    );
  });

  test('and no more good ones than promised, once a rotation has run', () => {
    fc.assert(
      fc.property(anyPast, anyOptions, (past, options) => {
        const daily = { ...past, outcomes: past.outcomes.map((outcome) => ({ ...outcome, rotates: true })) };
        relive(
          daily,
          () => options,
          (site, kept) => {
            const good = site.store.filter(({ state }) => state === 'complete');
            expect(ids(good)).toEqual(ids(promised(site.made, kept)));
          },
        );
      }),
      { numRuns: 15, ...WITHIN },
    );
  });
});

test('twenty years with every fifth night bad, in a zone that changes its clocks, cost none of what is promised', () => {
  const kept = keeps('production', ['monthly-for-a-year', 'yearly-for-seven-years']);
  const site = new SiteHistory('America/Santiago', TWICE);
  const bad: Outcome['result'][] = ['missed', 'broken', 'again', 'retried'];
  DATES.forEach((date, day) => {
    // A fixed scramble of the day's number: the same twenty years in every run of this test.
    const dice = Math.imul(day + 1, 2_654_435_761) >>> 8;
    const result = dice % 5 === 0 ? bad[Math.floor(dice / 5) % 4]! : 'complete';
    site.live(date, 'night', kept, { result, late: dice % 300, rotates: dice % 7 > 0 || day === DATES.length - 1 });
    const held = new Set(site.store.map(({ id }) => id));
    const lost = promised(site.made, kept).filter(({ id }) => !held.has(id));
    if (lost.length > 0) throw new Error(`${date} has lost ${ids(lost).join(', ')}`);
  });
  expect(inSlot(site.made, 'yearly').length).toBeGreaterThan(10);
  expect(SLOTS.map((slot) => inSlot(site.store, slot).length)).toEqual([7, 12, 4, 6, 0]);
});

describe('options that come and go', () => {
  const anyChanges = fc.array(anyOptions, { minLength: 1, maxLength: 8 });

  test('cost no slot more than one rotation may remove, and a slot that is not ordered nothing', () => {
    fc.assert(
      fc.property(anyPast, anyChanges, (past, changes) => {
        relive(
          past,
          (night) => changes[Math.floor(night / 20) % changes.length]!,
          (site, kept, before) => {
            for (const slot of SLOTS) {
              const distinct = (backups: readonly BackupRecord[]) =>
                new Set(inSlot(backups, slot).map(({ localDate }) => localDate)).size;
              const lost = distinct(before) - distinct(site.store);
              expect(lost).toBeLessThanOrEqual(kept[slot] ? REMOVED_AT_ONCE[slot] : 0);
              expect(distinct(site.store)).toBeGreaterThanOrEqual(Math.min(kept[slot] ?? Infinity, distinct(before)));
            }
          },
        );
      }),
      { numRuns: 15, ...WITHIN },
    );
  });

  test('a slot that is cancelled and emptied after a confirmation leaves all others as they were', () => {
    const all: SiteOption[] = ['twice-daily', 'monthly-for-a-year', 'yearly-for-seven-years'];
    const site = new SiteHistory('UTC', TWICE);
    for (const date of DATES.slice(0, 800)) {
      for (const run of runsOf(keeps('production', all))) site.live(date, run, keeps('production', all), PERFECT);
    }
    const before = site.store;
    const request = { keeps: keeps('production', []), now: new Date(`${DATES[800]}T05:00:00Z`) };
    expect(
      site
        .rotate(request)
        .heldBack.map(({ surplus }) => surplus)
        .sort(),
    ).toEqual(['afternoon', 'monthly', 'yearly']);
    expect(site.store).toHaveLength(before.length);
    site.rotate({ ...request, confirmed: ['yearly'] });
    expect(inSlot(site.store, 'yearly')).toEqual([]);
    expect(ids(site.store)).toEqual(ids(before.filter(({ slot }) => slot !== 'yearly')));
  });
});
