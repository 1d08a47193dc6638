import { rotate } from '../../../lambda/rotate-backups/rotation';
import type { RotationRequest } from '../../../lambda/rotate-backups/rotation';
import { MAY_RUN_HOURS } from '../../../lambda/shared/backup-record';
import type { BackupRecord } from '../../../lambda/shared/backup-record';
import {
  NOW,
  STANDARD,
  sunday,
  monday,
  tuesday,
  wednesday,
  thursday,
  friday,
  rotateThem,
  night,
  broken,
  firsts,
  nights,
} from './nights';
import { record } from './site-history';

describe('a site without trouble', () => {
  test('keeps six dailies, four weeklies and two monthlies, each with its place in its slot (BK-07)', () => {
    const { kept, removed, heldBack } = rotateThem([
      ...nights('2026-03-13', friday),
      ...['2026-02-14', '2026-02-21', '2026-02-28', '2026-03-07'].map((date) => night(date)),
      ...['2026-02-01', '2026-03-01'].map((date) => night(date)),
    ]);
    expect(kept).toEqual({
      '2026-03-20-1-night': 'daily 1 of 6',
      '2026-03-19-1-night': 'daily 2 of 6',
      '2026-03-18-1-night': 'daily 3 of 6',
      '2026-03-17-1-night': 'daily 4 of 6',
      '2026-03-16-1-night': 'daily 5 of 6',
      '2026-03-15-1-night': 'daily 6 of 6',
      '2026-03-14-1-night': 'weekly 1 of 4',
      '2026-03-07-1-night': 'weekly 2 of 4',
      '2026-02-28-1-night': 'weekly 3 of 4',
      '2026-02-21-1-night': 'weekly 4 of 4',
      '2026-03-01-1-night': 'monthly 1 of 2',
      '2026-02-01-1-night': 'monthly 2 of 2',
    });
    expect(removed).toEqual({
      '2026-03-13-1-night': 'older than the newest 6 of slot daily',
      '2026-02-14-1-night': 'older than the newest 4 of slot weekly',
    });
    expect(heldBack).toEqual([]);
  });

  test('keeps all while there are too few', () => {
    expect(rotateThem(nights('2026-03-15', friday)).removed).toEqual({});
  });

  test('that has no backups yet loses none', () => {
    expect(rotateThem([])).toEqual({ kept: {}, removed: {}, heldBack: [] });
  });

  test('lists both outcomes from new to old', () => {
    const { kept, removed } = rotate({ backups: nights('2026-03-08', friday), keeps: STANDARD, now: NOW });
    for (const list of [kept, removed]) {
      const ids = list.map(({ backup }) => backup.id);
      expect(ids.length).toBeGreaterThan(1);
      expect(ids).toEqual(ids.toSorted().reverse());
    }
  });
});

describe('bad nights (D2)', () => {
  test('a year of failed nights ages nothing out', () => {
    const last = nights('2025-02-20', '2025-03-05');
    const failed = ['2026-03-01', '2026-03-10', '2026-03-11'].map((date) => broken(date));
    const { kept } = rotateThem([...last, ...failed]);
    expect(Object.values(kept).filter((because) => because.startsWith('daily'))).toHaveLength(6);
  });

  test('what an incomplete backup left is removed once a newer one is complete', () => {
    expect(rotateThem([broken(monday), night(tuesday)]).removed).toEqual({
      '2026-03-16-1-night': 'incomplete, and a newer backup is complete',
    });
  });

  test('and stays without a newer complete one', () => {
    const { kept, removed } = rotateThem([night(sunday), broken(monday)]);
    expect(removed).toEqual({});
    expect(kept).toEqual({ '2026-03-15-1-night': 'daily 1 of 6', '2026-03-16-1-night': 'no newer backup is complete' });
    expect(rotateThem([broken(sunday), broken(monday)]).removed).toEqual({});
  });

  test.each([
    ['under way', MAY_RUN_HOURS - 0.01, false],
    ['long dead', MAY_RUN_HOURS, true],
    ['begun in the future, by a fast clock', -1, false],
  ])('an incomplete backup that is %s, %d hours after its start: removed is %s', (_, hours, removed) => {
    const startedAt = new Date(NOW.getTime() - hours * 3_600_000).toISOString();
    const outcome = rotateThem([broken(monday, { startedAt }), night(friday)]);
    expect('2026-03-16-1-night' in outcome.removed).toBe(removed);
    if (!removed) expect(outcome.kept['2026-03-16-1-night']).toBe('incomplete, may be under way');
  });

  test('a complete backup does not count as under way, however young', () => {
    const recent = nights('2026-03-08', friday).map((backup) => ({ ...backup, startedAt: NOW.toISOString() }));
    expect(Object.keys(rotateThem(recent).removed)).toHaveLength(6);
  });

  test('incomplete backups take no place in a slot', () => {
    const { kept } = rotateThem([...nights('2026-03-08', thursday), broken(friday)]);
    expect(kept['2026-03-13-1-night']).toBe('daily 6 of 6');
  });

  test('more remains of failed runs than a few wait for a person: perhaps only their manifests are out of sight', () => {
    const remains = [sunday, monday, tuesday, wednesday].map((date) => broken(date));
    expect(rotateThem([...remains.slice(0, 3), night(friday)]).heldBack).toEqual([]);
    const { removed, heldBack } = rotateThem([...remains, night(friday)], { now: new Date('2026-03-30T05:00:00Z') });
    expect(removed).toEqual({});
    expect(heldBack).toEqual([
      ['incomplete', remains.map(({ id }) => id).reverse(), 'incomplete, and a newer backup is complete'],
    ]);
  });
});

test('what is protected anyway does not count towards what is too much to remove at once', () => {
  const remains = ['2026-03-13', '2026-03-14', sunday].map((date) => broken(date));
  const running = broken(thursday, { startedAt: new Date(NOW.getTime() - 3_600_000).toISOString() });
  const { removed, heldBack } = rotateThem([...remains, running, night(friday)]);
  expect(Object.keys(removed)).toHaveLength(3);
  expect(heldBack).toEqual([]);
});

describe('which backup is newer', () => {
  test('is a matter of their runs, whatever the clocks of their machines said', () => {
    const byASlowClock = night(friday, { startedAt: '2026-03-01T04:00:00Z' });
    const { kept, removed } = rotateThem([night(thursday), byASlowClock], { keeps: { daily: 1 } });
    expect(kept).toEqual({ '2026-03-20-1-night': 'daily 1 of 1' });
    expect(removed).toHaveProperty('2026-03-19-1-night');
  });
});

describe('several backups of one run', () => {
  const again = { id: 'again', startedAt: `${tuesday}T09:00:00Z` };

  test('count once, and the complete one that was started last is kept', () => {
    const { kept, removed } = rotateThem([night(tuesday), night(tuesday, again), night(monday), night(wednesday)]);
    expect(removed).toEqual({ '2026-03-17-1-night': 'a later backup of the same run is complete' });
    expect(kept).toEqual({
      '2026-03-18-1-night': 'daily 1 of 6',
      again: 'daily 2 of 6',
      '2026-03-16-1-night': 'daily 3 of 6',
    });
  });

  test('an incomplete second one does not replace the complete first', () => {
    const { kept } = rotateThem([night(tuesday), night(tuesday, { ...again, state: 'incomplete' }), night(wednesday)]);
    expect(kept['2026-03-17-1-night']).toBe('daily 2 of 6');
  });

  test('which was started last is judged by the instant, whatever its notation', () => {
    const inAuckland = { id: 'auckland', startedAt: `${tuesday}T16:00:00+13:00` };
    expect(rotateThem([night(tuesday), night(tuesday, inAuckland), night(friday)]).removed).toHaveProperty('auckland');
  });

  test('the night and the afternoon of one day are two runs', () => {
    const { kept } = rotateThem([night(tuesday), record(tuesday, 'afternoon')], { keeps: { daily: 1, afternoon: 1 } });
    expect(Object.values(kept)).toEqual(['afternoon 1 of 1', 'daily 1 of 1']);
  });

  test('more of them than a few wait for a person: perhaps their dates are wrong', () => {
    const many = [0, 1, 2, 3, 4].map((hour) =>
      night(tuesday, { id: `h${hour}`, startedAt: `${tuesday}T0${hour}:00:00Z` }),
    );
    expect(Object.keys(rotateThem(many.slice(1)).removed)).toEqual(['h3', 'h2', 'h1']);
    const { removed, heldBack } = rotateThem(many);
    expect(removed).toEqual({});
    expect(heldBack).toEqual([['duplicate', ['h3', 'h2', 'h1', 'h0'], 'a later backup of the same run is complete']]);
  });

  test('until they are confirmed, no complete backup is removed, lest one that only seems surplus is the last of its run', () => {
    const many = [0, 1, 2, 3, 4].map((hour) =>
      night(tuesday, { id: `h${hour}`, startedAt: `${tuesday}T0${hour}:00:00Z` }),
    );
    const backups = [...many, ...nights(wednesday, friday), ...firsts(12), broken(sunday)];
    const request = { keeps: { ...STANDARD, daily: 2 } };
    const { kept, removed, heldBack } = rotateThem(backups, request);
    expect(Object.keys(removed)).toEqual(['2026-03-15-1-night']);
    expect(heldBack.map(([surplus]) => surplus)).toEqual(['duplicate']);
    expect(kept.h4).toBe('held back: with that many duplicates, dates are in doubt');
    const confirmed = rotateThem(backups, { ...request, confirmed: ['duplicate'] });
    expect(Object.keys(confirmed.removed).sort()).toEqual([
      '2026-03-15-1-night',
      '2026-03-18-1-night',
      'h0',
      'h1',
      'h2',
      'h3',
      'h4',
    ]);
    expect(confirmed.heldBack.map(([surplus]) => surplus)).toEqual(['monthly']);
  });
});

describe('the newest complete backup', () => {
  test.each<[string, RotationRequest<BackupRecord>['keeps']]>([
    ['nothing', {}],
    ['none of its slot', { monthly: 2, weekly: 4, daily: 0 }],
  ])('stays where the config keeps %s, even when its removal is confirmed', (_, nothing) => {
    const { kept, removed } = rotateThem(nights(monday, friday), { keeps: nothing, confirmed: ['daily'] });
    expect(kept).toEqual({ '2026-03-20-1-night': 'the newest complete backup of the site' });
    expect(Object.keys(removed)).toHaveLength(4);
  });

  test('stays however many failed after it', () => {
    const { kept } = rotateThem([night(monday), broken(tuesday), broken(wednesday)], {
      keeps: {},
      confirmed: ['daily'],
    });
    expect(kept['2026-03-16-1-night']).toBe('the newest complete backup of the site');
  });

  test('of another slot is enough to remove the surplus of a slot', () => {
    const weeks = ['2026-02-07', '2026-02-14', '2026-02-21', '2026-02-28', '2026-03-07'].map((date) => night(date));
    expect(Object.keys(rotateThem([...weeks, night(friday)]).removed)).toEqual(['2026-02-07-1-night']);
  });
});

describe('where every backup is verified', () => {
  const verified = { verifiedAt: '2026-03-19T06:00:00Z' };
  const many = nights('2026-03-08', friday).filter(({ slot }) => slot === 'daily');

  test('nothing is removed before a newer backup is verified', () => {
    const { kept, removed } = rotateThem(many, { requireVerified: true });
    expect(removed).toEqual({});
    expect(kept['2026-03-08-1-night']).toBe('no newer backup is verified');
    expect(kept['2026-03-20-1-night']).toBe('daily 1 of 6');
  });

  test('and no more than what is older than the newest verified one', () => {
    const backups = many.map((backup) => (backup.localDate === '2026-03-10' ? { ...backup, ...verified } : backup));
    const { kept, removed } = rotateThem(backups, { requireVerified: true });
    expect(Object.keys(removed)).toEqual(['2026-03-09-1-night', '2026-03-08-1-night']);
    expect(kept['2026-03-10-1-night']).toBe('the newest verified backup of the site');
    expect(kept['2026-03-11-1-night']).toBe('no newer backup is verified');
  });

  test('an incomplete backup that calls itself verified is no proof', () => {
    expect(rotateThem([...many, broken('2026-03-21', verified)], { requireVerified: true }).removed).toEqual({});
  });

  test('elsewhere, verification is not waited for', () => {
    expect(Object.keys(rotateThem(many).removed)).toHaveLength(6);
  });
});
