import fc from 'fast-check';
import { attachmentsDue, BLOB_GRACE_HOURS, unreferencedBlobs } from '../../../lambda/shared/attachments';
import type { AttachmentSet, StoredBlob } from '../../../lambda/shared/attachments';
import { MAY_RUN_HOURS } from '../../../lambda/shared/backup-record';
import { backupId } from '../../../lambda/shared/slots';
import type { Run } from '../../../lambda/shared/slots';
import { dailyAttachmentsLimit } from '../../../lib/config/schedule';
import type { SiteOption } from '../../../lib/config/vocabulary';

const setOf = (localDate: string, run: Run = 'night'): AttachmentSet => ({
  backup: backupId(localDate, run),
  localDate,
  run,
});

describe('attachments are copied (D6)', () => {
  const GB = 1_000_000_000;
  const SETS = [setOf('2026-02-28')];
  const WEEK = {
    Sunday: '2026-03-01',
    Monday: '2026-03-02',
    Tuesday: '2026-03-03',
    Wednesday: '2026-03-04',
    Thursday: '2026-03-05',
    Friday: '2026-03-06',
    Saturday: '2026-03-07',
  };
  const SIZES = [0, GB - 1, GB, GB + 1, 5 * GB - 1, 5 * GB, 5 * GB + 1, 400 * GB];
  const LIMITS: readonly { readonly options: SiteOption[]; readonly onWeekdays: readonly boolean[] }[] = [
    { options: [], onWeekdays: [true, true, true, false, false, false, false, false] },
    { options: ['daily-attachments-to-5gb'], onWeekdays: [true, true, true, true, true, true, false, false] },
    { options: ['daily-attachments'], onWeekdays: [true, true, true, true, true, true, true, true] },
    {
      options: ['daily-attachments', 'daily-attachments-to-5gb'],
      onWeekdays: [true, true, true, true, true, true, true, true],
    },
  ];
  const table = LIMITS.flatMap(({ options, onWeekdays }) =>
    SIZES.flatMap((sizeBytes, index) =>
      Object.entries(WEEK).map(
        ([day, localDate]) => [sizeBytes, day, options, day === 'Saturday' || onWeekdays[index], localDate] as const,
      ),
    ),
  );

  test.each(table)('%i bytes on a %s with %j: %s', (sizeBytes, _, options, include, localDate) => {
    for (const run of ['night', 'afternoon'] as const) {
      const limit = dailyAttachmentsLimit(options);
      const request = { sizeBytes, localDate, run, dailyAttachmentsLimit: limit, sets: SETS };
      expect(attachmentsDue(request).include).toBe(include);
      // Without a set to name, a site's first backup has them in any case.
      expect(attachmentsDue({ ...request, sets: [] }).include).toBe(true);
    }
  });

  const due = (sizeBytes: number, localDate: string, options: SiteOption[], sets: readonly AttachmentSet[] = SETS) =>
    attachmentsDue({ sizeBytes, localDate, run: 'night', dailyAttachmentsLimit: dailyAttachmentsLimit(options), sets });

  test('the manifest can say why', () => {
    expect(due(GB, WEEK.Friday, [])).toEqual({ include: true, because: '1 GB of data is within the limit of 1 GB' });
    expect(due(9 * GB, WEEK.Friday, ['daily-attachments']).because).toBe(
      'attachments are in every backup of this site',
    );
    expect(due(9 * GB, WEEK.Saturday, []).because).toBe('attachments are in every backup of a Saturday');
    expect(due(9 * GB, WEEK.Friday, [], []).because).toBe('no backup has the attachments yet');
  });

  test('a backup without them names the newest set and its date instead (D18)', () => {
    const sets = [setOf('2026-02-21'), setOf('2026-02-28', 'afternoon'), setOf('2026-02-28'), setOf('2026-01-31')];
    expect(due(GB + 1, WEEK.Sunday, [], sets)).toEqual({
      include: false,
      because:
        '1.000000001 GB of data is above the limit of 1 GB, and it is not Saturday; attachments are those of 2026-02-28',
      set: { backup: '2026-02-28-2-afternoon', localDate: '2026-02-28', run: 'afternoon' },
    });
  });
});

describe('blobs that no kept backup needs', () => {
  const NOW = new Date('2026-03-07T05:00:00Z');
  const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000).toISOString();
  const blob = (key: string, hours = 1000): StoredBlob => ({ key, storedAt: hoursAgo(hours) });
  const complete = (id: string) => ({ id, state: 'complete', startedAt: hoursAgo(1) }) as const;
  const incomplete = (id: string, hours: number) => ({ id, state: 'incomplete', startedAt: hoursAgo(hours) }) as const;
  const keys = (blobs: readonly StoredBlob[]) => blobs.map(({ key }) => key);

  const kept = [complete('new'), complete('old')];
  const manifests = [
    { backup: 'new', blobs: ['in both', 'in new'] },
    { backup: 'old', blobs: ['in both', 'in old'] },
  ];
  const blobs = [blob('in both'), blob('unused'), blob('in old'), blob('in new')];

  test('are those that none of their manifests names', () => {
    expect(keys(unreferencedBlobs({ kept, manifests, blobs, now: NOW }))).toEqual(['unused']);
  });

  test('are never new ones, whose manifest may still be to come', () => {
    const recent = [blob('just now', 0), blob('within', BLOB_GRACE_HOURS - 0.001), blob('past', BLOB_GRACE_HOURS)];
    expect(keys(unreferencedBlobs({ kept, manifests, blobs: recent, now: NOW }))).toEqual(['past']);
    expect(unreferencedBlobs({ kept, manifests, blobs: [blob('by a fast clock', -1)], now: NOW })).toEqual([]);
  });

  test('are none while a backup may be under way, which may rely on what it found stored', () => {
    const running = [...kept, incomplete('tonight', MAY_RUN_HOURS - 0.001)];
    expect(unreferencedBlobs({ kept: running, manifests, blobs, now: NOW })).toEqual([]);
    const failed = [...kept, incomplete('long ago', MAY_RUN_HOURS)];
    expect(keys(unreferencedBlobs({ kept: failed, manifests, blobs, now: NOW }))).toEqual(['unused']);
  });

  test('are none while no backup is complete', () => {
    expect(unreferencedBlobs({ kept: [], manifests: [], blobs, now: NOW })).toEqual([]);
    expect(unreferencedBlobs({ kept: [incomplete('failed', 999)], manifests: [], blobs, now: NOW })).toEqual([]);
  });

  test('are not told as long as a manifest could not be read', () => {
    expect(() => unreferencedBlobs({ kept, manifests: manifests.slice(1), blobs, now: NOW })).toThrow(
      "no manifest of new: its blobs can't be told from unused ones",
    );
  });

  test('are not told of a blob whose age is unknown', () => {
    const unreadable = [{ key: 'unused', storedAt: 'yesterday' }];
    expect(() => unreferencedBlobs({ kept, manifests, blobs: unreadable, now: NOW })).toThrow("from 'yesterday'");
  });

  test('and those that are needed or new make up all blobs, for any manifests', () => {
    const anyKey = fc.constantFrom(...'abcdefghij');
    const anyManifests = fc.array(fc.array(anyKey), { minLength: 1, maxLength: 14 });
    const anyBlobs = fc.uniqueArray(fc.record({ key: anyKey, hours: fc.integer({ min: -2, max: 99 }) }), {
      selector: ({ key }) => key,
    });
    fc.assert(
      fc.property(anyManifests, anyBlobs, (lists, stored) => {
        const unused = unreferencedBlobs({
          kept: lists.map((_, index) => complete(`${index}`)),
          manifests: lists.map((list, index) => ({ backup: `${index}`, blobs: list })),
          blobs: stored.map(({ key, hours }) => blob(key, hours)),
          now: NOW,
        });
        const expected = stored.filter(({ key, hours }) => hours >= 48 && !lists.some((list) => list.includes(key)));
        expect(keys(unused)).toEqual(expected.map(({ key }) => key));
      }),
    );
  });
});
