import fc from 'fast-check';
import { rotate } from '../../../lambda/rotate-backups/rotation';
import type { BackupRecord } from '../../../lambda/shared/backup-record';
import { SLOTS, slotOf } from '../../../lambda/shared/slots';
import type { Keeps, Run, Slot } from '../../../lambda/shared/slots';
import { DATES, ids, inSlot, record } from './site-history';

describe('for any backups at all', () => {
  const anyKeeps: fc.Arbitrary<Keeps> = fc.record(
    Object.fromEntries(SLOTS.map((slot) => [slot, fc.nat(5)])) as Record<Slot, fc.Arbitrary<number>>,
    { requiredKeys: [] },
  );
  const anyBackup = fc
    .record({
      localDate: fc.nat(120).map((day) => DATES[700 + day]!),
      run: fc.constantFrom<Run[]>('night', 'afternoon'),
      state: fc.constantFrom<BackupRecord['state'][]>('complete', 'complete', 'incomplete'),
      late: fc.nat(30),
      verified: fc.boolean(),
      yearly: fc.boolean(),
    })
    .map(({ localDate, run, state, late, verified, yearly }) =>
      record(localDate, run, {
        state,
        slot: slotOf(localDate, run, { yearly: yearly ? 1 : 0 }),
        startedAt: new Date(Date.parse(`${localDate}T04:00:00Z`) + late * 3_600_000).toISOString(),
        ...(verified && { verifiedAt: `${localDate}T23:00:00Z` }),
      }),
    );
  const anyRequest = fc.record({
    backups: fc
      .array(anyBackup, { maxLength: 60, size: 'max' })
      .map((backups) => backups.map((backup, index) => ({ ...backup, id: `${backup.id}-${index}` }))),
    keeps: anyKeeps,
    now: fc.nat(130).map((day) => new Date(`${DATES[700 + day]}T05:00:00Z`)),
    hold: fc.boolean(),
    requireVerified: fc.boolean(),
    confirmed: fc.subarray([...SLOTS, 'duplicate', 'incomplete'] as const),
  });
  const order = (a: BackupRecord, b: BackupRecord) =>
    (a.id.slice(0, 12) < b.id.slice(0, 12) ? -1 : a.id.slice(0, 12) > b.id.slice(0, 12) ? 1 : 0) ||
    Date.parse(a.startedAt) - Date.parse(b.startedAt) ||
    (a.id < b.id ? -1 : 1);

  const always = (property: (request: typeof anyRequest extends fc.Arbitrary<infer R> ? R : never) => void) =>
    fc.assert(fc.property(anyRequest, property), { numRuns: 200 });

  test('each is either kept or removed, with a reason', () => {
    always((request) => {
      const { kept, removed } = rotate(request);
      expect(ids([...kept, ...removed].map(({ backup }) => backup))).toEqual(ids(request.backups));
      for (const { because } of [...kept, ...removed]) expect(because).toMatch(/^[a-z][^]*[^ ]$/);
      expect(JSON.stringify([kept, removed])).not.toMatch(/undefined|NaN/);
    });
  });

  test('a second rotation removes nothing and says the same', () => {
    always((request) => {
      const first = rotate(request);
      const second = rotate({ ...request, backups: first.kept.map(({ backup }) => backup) });
      expect(second).toEqual({ ...first, removed: [] });
    });
  });

  test('their order does not matter', () => {
    fc.assert(
      fc.property(
        anyRequest.chain((request) =>
          fc.tuple(fc.constant(request), fc.shuffledSubarray(request.backups, { minLength: request.backups.length })),
        ),
        ([request, shuffled]) => {
          expect(rotate({ ...request, backups: shuffled })).toEqual(rotate(request));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('for each that is removed, a newer complete one is kept, verified where that is required', () => {
    always((request) => {
      const { kept, removed } = rotate(request);
      const proofs = kept
        .map(({ backup }) => backup)
        .filter(({ state, verifiedAt }) => state === 'complete' && (!request.requireVerified || verifiedAt));
      for (const { backup } of removed) expect(proofs.some((proof) => order(proof, backup) > 0)).toBe(true);
    });
  });

  test('nothing is removed under a hold, nor held back without a hold and then lost', () => {
    always((request) => {
      const { kept, removed, heldBack } = rotate(request);
      if (request.hold) expect([removed, heldBack]).toEqual([[], []]);
      const keptIds = ids(kept.map(({ backup }) => backup));
      for (const { surplus, backups } of heldBack) {
        expect(keptIds).toEqual(expect.arrayContaining(ids(backups)));
        expect(request.confirmed).not.toContain(surplus);
      }
    });
  });

  test('more backups of a slot never mean that fewer are kept of it', () => {
    always((request) => {
      const before = rotate(request).kept.map(({ backup }) => backup);
      const tonight = record(DATES[825]!, 'night', {
        id: 'tonight',
        slot: 'daily',
        verifiedAt: '2026-04-05T06:00:00Z',
      });
      const after = rotate({ ...request, backups: [...request.backups, tonight] }).kept.map(({ backup }) => backup);
      for (const slot of SLOTS) {
        const distinct = (backups: readonly BackupRecord[]) =>
          new Set(inSlot(backups, slot).map(({ localDate, run }) => `${localDate} ${run}`)).size;
        const enough = Math.min(request.keeps[slot] ?? 0, distinct(before));
        expect(distinct(after)).toBeGreaterThanOrEqual(enough);
      }
    });
  });
});
