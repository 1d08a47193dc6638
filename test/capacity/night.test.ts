import fc from 'fast-check';
import { assume } from '../../lib/capacity/assumptions';
import { lastBegins, lastEnds, NO_LIMITS, playRegion, type Limits } from '../../lib/capacity/night';
import { inTurn, type Batch, type Wave } from '../../lib/capacity/waves';

const MINUTE = 60;

/** A batch by the number of its server and its minutes of work. */
function batch([server, minutes]: readonly [number, number]): Batch {
  const work = minutes * MINUTE;
  const times = { lastBegins: work / 2, lastEnds: work, work, seconds: work + 90 };
  return { server: `shared-${server}`, sites: [], tasks: 1, newAttachments: 0, ...times };
}

const wave = (minute: number, batches: readonly (readonly [number, number])[], timeZone = 'Europe/Berlin'): Wave => ({
  region: 'eu-central-1',
  timeZone,
  run: 'night',
  start: minute * MINUTE,
  batches: batches.map(batch),
});

const batches = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 90 })), { maxLength: 25 });
const nights = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 40 }).map((quarter) => quarter * 15),
      batches,
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((zones) =>
    [...zones].sort(([a], [b]) => a - b).map(([minute, some], zone) => wave(minute, some, `Zone/${zone}`)),
  );
const width = fc.integer({ min: 1, max: 12 }).map((serversAtOnce) => ({ ...assume(), serversAtOnce }));
const limits = fc.record({ tasks: fc.integer({ min: 1, max: 20 }), startsPerSecond: fc.integer({ min: 1, max: 20 }) });

const ends = (waves: readonly Wave[], some: Limits, assumed = assume()) =>
  playRegion(waves, some, assumed).map((played) => [lastBegins(played), lastEnds(played)] as const);

describe('a night of a region', () => {
  test('ends no zone earlier for a server more, in whatever zone', () => {
    fc.assert(
      fc.property(
        nights,
        limits,
        width,
        fc.nat(),
        fc.nat(),
        fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 90 })),
        (waves, some, assumed, where, at, more) => {
          const zone = where % waves.length;
          const grown = waves.map((one, index) =>
            index === zone
              ? { ...one, batches: one.batches.toSpliced(at % (one.batches.length + 1), 0, batch(more)) }
              : one,
          );
          const [before, after] = [ends(waves, some, assumed), ends(grown, some, assumed)];
          for (const [index, [begins, end]] of before.entries()) {
            expect(after[index]![0]).toBeGreaterThanOrEqual(begins);
            expect(after[index]![1]).toBeGreaterThanOrEqual(end);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('ends no zone earlier for a server that takes longer', () => {
    fc.assert(
      fc.property(nights, limits, width, fc.integer({ min: 2, max: 4 }), (waves, some, assumed, times) => {
        const slower = waves.map((one) => ({
          ...one,
          batches: one.batches.map((b, index) =>
            index % 3 ? b : { ...b, lastEnds: b.lastEnds * times, work: b.work * times, seconds: b.seconds * times },
          ),
        }));
        const [before, after] = [ends(waves, some, assumed), ends(slower, some, assumed)];
        for (const [index, [, end]] of before.entries()) expect(after[index]![1]).toBeGreaterThanOrEqual(end);
      }),
    );
  });

  test('ends no zone later for a doubled quota, whichever', () => {
    fc.assert(
      fc.property(nights, limits, width, (waves, some, assumed) => {
        const before = ends(waves, some, assumed);
        for (const doubled of [
          { ...some, tasks: some.tasks * 2 },
          { ...some, startsPerSecond: some.startsPerSecond * 2 },
          NO_LIMITS,
        ]) {
          for (const [index, [begins, end]] of ends(waves, doubled, assumed).entries()) {
            expect(begins).toBeLessThanOrEqual(before[index]![0]);
            expect(end).toBeLessThanOrEqual(before[index]![1]);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('works on every server of every wave once, never on more at a time than it may', () => {
    fc.assert(
      fc.property(nights, limits, width, (waves, some, assumed) => {
        const played = playRegion(waves, some, assumed);
        expect(played.map((one) => one.batches.map(({ batch: b }) => b))).toEqual(waves.map((one) => one.batches));
        const all = played.flatMap((one) => one.batches);
        for (const { begins } of all) {
          expect(all.filter((other) => other.begins <= begins && other.ends > begins).length).toBeLessThanOrEqual(
            some.tasks,
          );
        }
        for (const one of played) {
          for (const { begins } of one.batches) {
            const beside = one.batches.filter((other) => other.begins <= begins && other.ends > begins);
            expect(beside.length).toBeLessThanOrEqual(assumed.serversAtOnce);
          }
        }
      }),
    );
  });

  test('takes as long as its only server, where nothing is waited for', () => {
    const assumed = assume(['planSeconds=10', 'launchSeconds=60']);
    const [played] = playRegion([wave(0, [[1, 30]])], NO_LIMITS, assumed);
    expect(lastEnds(played!)).toBe(10 + 60 + 30 * MINUTE);
  });

  test('lets a second zone wait for a server until the first is done with it', () => {
    const [first, second] = ends([wave(0, [[1, 60]]), wave(30, [[1, 10]], 'Europe/Lisbon')], NO_LIMITS);
    expect(second![1]).toBe(first![1] + 10 * MINUTE);
  });

  test('goes in turns where Fargate has fewer places than there are servers', () => {
    const four = [1, 2, 3, 4].map((server) => [server, 10] as const);
    const [[, wide] = [0, 0]] = ends([wave(0, four)], NO_LIMITS);
    const [[, narrow] = [0, 0]] = ends([wave(0, four)], { ...NO_LIMITS, tasks: 2 });
    expect(narrow - wide).toBe(10 * MINUTE + 90);
  });
});

describe('jobs that are done in turn', () => {
  test('end with the longest, or when all places have been busy all the time', () => {
    expect(inTurn([5, 1, 1, 1], 2)).toEqual({ lastBegins: 2, lastEnds: 5 });
    expect(inTurn([2, 2, 2, 2], 2)).toEqual({ lastBegins: 2, lastEnds: 4 });
    expect(inTurn([], 2)).toEqual({ lastBegins: 0, lastEnds: 0 });
  });
});
