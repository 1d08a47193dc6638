import fc from 'fast-check';
import { findMissing } from '../../../lambda/find-missing-backups/watching';
import type { SiteRecord } from '../../../lambda/shared/registry/records';
import { siteRecord, type SiteChanges } from '../support/site-records';

const NOW = new Date('2026-03-08T08:00:00Z');
const before = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000).toISOString();
const backedUp = (hours: number, changes: SiteChanges = {}) =>
  siteRecord('acme', { newestBackup: { backup: 'newest', snapshotAt: before(hours) }, ...changes });
const TWICE = { job: { backupTimes: ['04:00', '16:00'] } };
const missing = (...sites: SiteRecord[]) => findMissing(sites, NOW).missing;
const unproven = (...sites: SiteRecord[]) => findMissing(sites, NOW).unproven;

describe('a backup is missing', () => {
  test('after 26 hours without one', () => {
    expect(missing(backedUp(26))).toEqual([]);
    expect(missing(backedUp(26.01))).toEqual(['acme']);
  });

  test('after 14 hours for a site with two a day', () => {
    expect(missing(backedUp(14, TWICE))).toEqual([]);
    expect(missing(backedUp(14.01, TWICE))).toEqual(['acme']);
  });

  test('of a site that has none, after as long in its state', () => {
    const fresh = (hours: number, changes: SiteChanges = {}) =>
      siteRecord('acme', { newestBackup: undefined, since: before(hours), ...changes });
    expect(missing(fresh(26))).toEqual([]);
    expect(missing(fresh(26.01))).toEqual(['acme']);
    expect(missing(fresh(14.01, TWICE))).toEqual(['acme']);
  });

  test('of a site that left the config, as long as nobody has decided on it', () => {
    expect(missing(backedUp(30, { state: 'departed' }))).toEqual(['acme']);
  });

  test.each(['planned', 'retired', 'erased'] as const)('not of a site that is %s', (state) => {
    expect(findMissing([backedUp(9999, { state })], NOW)).toEqual({ missing: [], unproven: [], watched: 0 });
  });

  test.each(['test', 'training', 'development'] as const)('not of a %s site', (kind) => {
    expect(findMissing([backedUp(9999, { kind })], NOW)).toEqual({ missing: [], unproven: [], watched: 0 });
  });

  test('where the newest one is damaged, until it is proven after all or another one is made', () => {
    const newestDamage = { backup: 'newest', at: before(3) };
    expect(missing(backedUp(4, { newestDamage }))).toEqual(['acme']);
    expect(missing(backedUp(4, { newestDamage, newestProof: { backup: 'newest', at: before(5) } }))).toEqual(['acme']);
    expect(missing(backedUp(4, { newestDamage, newestProof: { backup: 'older', at: before(1) } }))).toEqual(['acme']);
    expect(missing(backedUp(4, { newestDamage, newestProof: { backup: 'newest', at: before(1) } }))).toEqual([]);
    expect(missing(backedUp(4, { newestDamage: { backup: 'older', at: before(3) } }))).toEqual([]);
  });
});

describe('a site is unproven', () => {
  test('after 92 days without a proof', () => {
    const proven = (hours: number) => backedUp(1, { newestProof: { backup: 'b', at: before(hours) } });
    expect(unproven(proven(92 * 24))).toEqual([]);
    expect(unproven(proven(92 * 24 + 1))).toEqual(['acme']);
  });

  test('that never had one, after as long in its state', () => {
    expect(unproven(backedUp(1, { since: before(92 * 24) }))).toEqual([]);
    expect(unproven(backedUp(1, { since: before(92 * 24 + 1) }))).toEqual(['acme']);
  });
});

test('a moment that cannot be read is an error and no finding that all is well', () => {
  expect(() => missing(siteRecord('acme', { newestBackup: { backup: 'b', snapshotAt: 'yesterday' } }))).toThrow(
    /yesterday/,
  );
});

test('whatever the sites, time alone only adds findings, and a backup and a proof of now leave none', () => {
  const site = fc.record({
    age: fc.double({ min: 0, max: 3000, noNaN: true }),
    proof: fc.option(fc.double({ min: 0, max: 3000, noNaN: true }), { nil: undefined }),
    twice: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(site, { maxLength: 20 }), fc.double({ min: 0, max: 500, noNaN: true }), (all, later) => {
      const sites = all.map(({ age, proof, twice }, index) => ({
        ...backedUp(age, twice ? TWICE : {}),
        id: `site-${index}`,
        ...(proof !== undefined && { newestProof: { backup: 'b', at: before(proof) } }),
      }));
      const now = findMissing(sites, NOW);
      const then = findMissing(sites, new Date(NOW.getTime() + later * 3_600_000));
      expect(now.watched).toBe(all.length);
      expect(then.missing).toEqual(expect.arrayContaining([...now.missing]));
      expect(then.unproven).toEqual(expect.arrayContaining([...now.unproven]));
      const cured = sites.map((one) => ({
        ...one,
        newestBackup: { backup: 'new', snapshotAt: NOW.toISOString() },
        newestProof: { backup: 'new', at: NOW.toISOString() },
      }));
      expect(findMissing(cured, NOW)).toEqual({ missing: [], unproven: [], watched: all.length });
    }),
  );
});
