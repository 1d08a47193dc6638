import * as fc from 'fast-check';
import { publicSites, turnOf } from '../../../lambda/probe-sites/probing';
import { siteRecord } from '../support/site-records';

const MINUTE_MS = 60_000;
const named = (id: string, state: 'planned' | 'active' | 'departed' | 'retired' | 'erased') =>
  siteRecord(id, { state, job: { record: { hostName: `${id}.example` } } });

test('sites in service are probed, whatever their kind; those without a host name are not', () => {
  const sites = [
    ...(['planned', 'active', 'departed', 'retired', 'erased'] as const).map((state) => named(state, state)),
    siteRecord('nameless'),
  ];
  expect(publicSites(sites).map(({ id }) => id)).toEqual(['active', 'departed']);
});

test('every site has its turn, three runs in a row, and no run probes more than it may', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 25 }),
      fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
      (count, atMost, from) => {
        const sites = Array.from({ length: count }, (_, index) => ({ id: `site-${index}` }));
        const parts = Math.max(1, Math.ceil(count / atMost));
        const begin = Math.floor(from.getTime() / (15 * MINUTE_MS)) * 15 * MINUTE_MS;
        const runs = Array.from({ length: parts * 3 }, (_, run) =>
          turnOf(sites, new Date(begin + run * 5 * MINUTE_MS), atMost).map(({ id }) => id),
        );
        const times = new Map<string, number>();
        for (const id of runs.flat()) times.set(id, (times.get(id) ?? 0) + 1);
        expect(runs.every((run) => run.length <= atMost)).toBe(true);
        expect(sites.map(({ id }) => times.get(id))).toEqual(sites.map(() => 3));
        for (let run = 0; run < runs.length; run += 3)
          expect(new Set(runs.slice(run, run + 3).map(String)).size).toBe(1);
      },
    ),
  );
});
