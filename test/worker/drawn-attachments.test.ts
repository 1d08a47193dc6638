import fc from 'fast-check';
import { drawn } from '../../worker/attachments/check-blobs';

const blobs = fc
  .array(fc.integer({ min: 0, max: 5000 }), { maxLength: 40 })
  .map((sizes) => sizes.map((bytes, index) => ({ sha256: `${index}`, bytes })));
const total = (some: readonly { readonly bytes: number }[]) => some.reduce((sum, { bytes }) => sum + bytes, 0);

describe('the attachments that a night’s proof reads', () => {
  test('are as many bytes as asked for, but for the last one, and each only once', () => {
    fc.assert(
      fc.property(blobs, fc.integer({ min: 1, max: 100_000 }), (all, bytes) => {
        const some = drawn(all, bytes);
        expect(new Set(some).size).toBe(some.length);
        expect(all).toEqual(expect.arrayContaining(some));
        expect(total(some)).toBeGreaterThanOrEqual(Math.min(bytes, total(all)));
        expect(total(some.slice(0, -1))).toBeLessThan(bytes);
      }),
    );
  });

  test('are all of them if nobody limits it, as in a drill', () => {
    fc.assert(fc.property(blobs, (all) => expect(drawn(all)).toHaveLength(all.length)));
  });

  test('can be any', () => {
    const all = Array.from({ length: 5 }, (_, index) => ({ sha256: `${index}`, bytes: 10 }));
    const seen = new Set<string>();
    for (let night = 0; night < 500; night++) for (const { sha256 } of drawn(all, 1)) seen.add(sha256);
    expect(seen.size).toBe(5);
  });
});
