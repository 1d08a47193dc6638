import fc from 'fast-check';
import { keeps } from '../../../lib/config/schedule';
import type { SiteOption } from '../../../lib/config/vocabulary';
import { DATES, ids, PERFECT, promised, runsOf, SiteHistory, TWICE } from './site-history';

// Twenty years take seconds where other tests use the processor as well.
jest.setTimeout(30_000);

const ALL: SiteOption[] = ['twice-daily', 'monthly-for-a-year', 'yearly-for-seven-years'];

describe('a site without a bad night holds the full number on every day of twenty years', () => {
  test.each<[string, SiteOption[], number, number]>([
    ['twelve, the oldest of them 61 days old at most (BK-04 to BK-07)', [], 12, 62],
    // A 1 January is no monthly then, so that twelve monthlies span thirteen months.
    [
      'all options: six afternoons, twelve monthlies and seven yearlies as well (BK-12, BK-16, BK-17)',
      ALL,
      35,
      7 * 366,
    ],
  ])('%s', (_, options, count, warmUp) => {
    const kept = keeps('production', options);
    const site = new SiteHistory('UTC', TWICE);
    const counts = new Set<number>();
    let heldBack = 0;
    let oldest = 0;
    DATES.forEach((date, day) => {
      for (const run of runsOf(kept)) heldBack += site.live(date, run, kept, PERFECT)!.heldBack.length;
      if (day < warmUp) return;
      counts.add(site.store.length);
      const [first = date] = site.store.map(({ localDate }) => localDate).sort();
      oldest = Math.max(oldest, (Date.parse(date) - Date.parse(first)) / 86_400_000);
    });
    expect([...counts]).toEqual([count]);
    expect(heldBack).toBe(0);
    if (options.length === 0) expect(oldest).toBe(61);
  });

  test('and they are the last six Sundays to Fridays, four Saturdays and two firsts (BK-04, BK-05, BK-06)', () => {
    const site = new SiteHistory('UTC', TWICE);
    const last: Record<'first' | 'saturday' | 'other', string[]> = { first: [], saturday: [], other: [] };
    const counts = { first: 2, saturday: 4, other: 6 };
    DATES.forEach((date) => {
      const saturday = new Date(`${date}T00:00:00Z`).getUTCDay() === 6;
      const kind = date.endsWith('-01') ? 'first' : saturday ? 'saturday' : 'other';
      last[kind] = [...last[kind], date].slice(-counts[kind]);
      site.live(date, 'night', keeps('production', []), PERFECT);
      const dates = site.store.map(({ localDate }) => localDate).sort();
      if (dates.join() !== Object.values(last).flat().sort().join()) throw new Error(`${date}: ${dates.join(' ')}`);
    });
    expect(site.store).toHaveLength(12);
  });
});

test('a rotation that was down for a week catches up without a person, whatever the week', () => {
  const kept = keeps('production', ALL);
  const siteOn = (to: number) => {
    const site = new SiteHistory('UTC', TWICE);
    for (const date of DATES.slice(to - 60, to)) {
      for (const run of runsOf(kept)) site.live(date, run, kept, PERFECT);
    }
    return site;
  };
  fc.assert(
    fc.property(fc.integer({ min: 90, max: DATES.length - 9 }), (day) => {
      const site = siteOn(day);
      const idle = DATES.slice(day, day + 8).flatMap((date) => runsOf(kept).map((run) => [date, run] as const));
      idle.forEach(([date, run], index) => {
        const rotation = site.live(date, run, kept, { ...PERFECT, rotates: index === idle.length - 1 });
        if (rotation) expect(rotation.heldBack).toEqual([]);
      });
      expect(ids(site.store)).toEqual(ids(promised(site.made, kept)));
    }),
    { numRuns: 20 },
  );
});
