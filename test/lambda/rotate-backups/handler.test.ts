import type { handler as Handler } from '../../../lambda/rotate-backups/handler';
import { requestSchema } from '../../../lambda/rotate-backups/request';
import { rotateSites } from '../../../lambda/rotate-backups/rotate-sites';
import type { JobSite } from '../../../lambda/shared/job';
import { partKey } from '../../../worker/storage/layout';
import { fingerprintOf } from '../../../worker/streams/digest';
import { captured } from '../support/captured';
import { DATES } from './site-history';
import { BackupStores, HOME, REGIONS } from './stored-backups';

jest.setTimeout(60_000);

let stores: BackupStores;
beforeAll(async () => {
  stores = await BackupStores.start();
});
afterAll(() => stores.stop());

/** Dates of the future: what a test stores now has been there for years by then. */
const nights = (from: string, count: number) => DATES.slice(DATES.indexOf(from), DATES.indexOf(from) + count);
const ids = (dates: readonly string[]) => dates.map((date) => `${date}-1-night`);
const after = (date: string) => `${date}T05:00:00Z`;
const blob = (content: string) => `attachments/${fingerprintOf(content).sha256}`;
const blobsOf = async (site: JobSite) =>
  (await stores.stored(site)).filter((key) => key.startsWith('attachments/')).sort();

/** So many nights, up to 20 January. */
const lastNights = (count: number) => nights('2040-01-02', 19).slice(-count);
const EVENING = '2040-01-20T20:00:00Z';

/** A site that keeps six daily backups, with one of each of so many nights. */
async function daily(id: string, count: number, changes: Partial<JobSite> = {}): Promise<JobSite> {
  const site = await stores.knownSite(id, { keeps: { daily: 6 }, ...changes });
  for (const date of lastNights(count)) {
    await stores.store(site, date, { slot: 'daily', attachments: ['a label', `note of ${date}`] });
  }
  return site;
}

test('eighty nights leave exactly twelve backups in both regions, each of them whole (BK-04, BK-05, BK-06)', async () => {
  const site = await stores.knownSite('eighty');
  for (const [index, date] of nights('2040-01-01', 80).entries()) {
    await stores.store(site, date, { attachments: ['a label', `note of ${date}`] });
    // A rotation makes up for those that were missed before it.
    if (index % 6 > 0 && index < 70) continue;
    expect(await stores.rotate([site], after(date))).toMatchObject({ failed: 0 });
    if (index >= 70) expect(await stores.backups(site)).toHaveLength(12);
  }

  const kept = await stores.backups(site);
  expect(kept).toEqual(
    ids([
      ...['2040-02-01', '2040-02-25', '2040-03-01', '2040-03-03', '2040-03-10'],
      ...nights('2040-03-14', 7).filter((date) => date !== '2040-03-17'),
      '2040-03-17',
    ]).sort(),
  );
  expect(await stores.flaws(site)).toEqual([]);
  const notes = kept.map((id) => blob(`note of ${id.slice(0, 10)}`));
  expect(await blobsOf(site)).toEqual([blob('a label'), ...notes].sort());
  expect((await stores.registry.backups('eighty')).map(({ id }) => id)).toEqual(kept);
});

describe('what is removed', () => {
  test('stays as an older version in the bucket, from which it can be brought back (D17)', async () => {
    const site = await daily('undelete', 7);
    const [oldest = ''] = lastNights(7);
    const key = partKey('undelete', `${oldest}-1-night`, 'manifest');
    const manifest = await stores.bucket(HOME).getText(key);

    const report = await stores.rotate([site], EVENING);

    expect(report.sites).toEqual([{ site: 'undelete', kept: 6, removed: 1, blobs: 1, heldBack: 0, locked: 0 }]);
    expect(await stores.backups(site)).toEqual(ids(lastNights(6)));
    for (const region of REGIONS) {
      const versions: (string | undefined)[] = [];
      for await (const version of stores.bucket(region).listAllVersions(`sites/undelete/${oldest}`)) {
        versions.push(await stores.bucket(region).getText(version.key, version.versionId));
      }
      expect(versions).toHaveLength(4);
      expect(versions).toContain(manifest);
    }
  });

  test('is no attachment that a kept backup shares with a removed one (D18)', async () => {
    const site = await daily('shared', 8);

    await stores.rotate([site], EVENING);

    const notes = lastNights(6).map((date) => blob(`note of ${date}`));
    expect(await blobsOf(site)).toEqual([blob('a label'), ...notes].sort());
    expect(await stores.flaws(site)).toEqual([]);
  });

  test('is nothing of a site under legal hold, whether the job or only the registry knows of it (D9)', async () => {
    const legalHold = { since: '2040-01-01', reason: 'court order' };
    const held = await daily('held', 8, { legalHold });
    const heldSince = await daily('held-since', 8, { legalHold });
    const asPlanned = { ...heldSince, legalHold: undefined };

    const report = await stores.rotate([held, asPlanned], EVENING);

    for (const { kept, removed, blobs } of report.sites)
      expect({ kept, removed, blobs }).toEqual({ kept: 8, removed: 0, blobs: 0 });
    expect(await stores.backups(heldSince)).toHaveLength(8);
  });

  test('is nothing while a backup may still be under way', async () => {
    const site = await stores.knownSite('under-way', { keeps: { daily: 1 } });
    await stores.store(site, '2024-01-02', { manifestIn: [], attachments: ['new'] });
    await stores.store(site, '2024-01-03', { slot: 'daily' });

    await stores.rotate([site], new Date());
    expect(await blobsOf(site)).toEqual([blob('new')]);

    // Years later it is sure to be done.
    expect((await stores.rotate([site], EVENING)).sites).toMatchObject([{ removed: 1, blobs: 1 }]);
    expect(await stores.stored(site)).toHaveLength(4);
  });
});

describe('surplus that is more than a night leaves', () => {
  test('is told of once, again when it becomes more, and goes when a person confirms it', async () => {
    const site = await daily('surplus', 9, { keeps: { daily: 1 } });
    const other = await daily('other-surplus', 9, { keeps: { daily: 1 } });
    await stores.queue.take();

    const report = await stores.rotate([site, other], EVENING);
    await stores.rotate([site, other], EVENING);
    await stores.store(site, '2040-01-21', { slot: 'daily' });
    await stores.rotate([site, other], after('2040-01-21'));

    expect(report.sites).toMatchObject([
      { removed: 0, heldBack: 8 },
      { removed: 0, heldBack: 8 },
    ]);
    const events = await stores.queue.take();
    expect(events.map(({ detail }) => detail.site).sort()).toEqual(['other-surplus', 'surplus', 'surplus']);
    const last = events.at(-1)!;
    expect(last['detail-type']).toBe('Site Rotation Held Back');
    expect(last.detail).toMatchObject({
      site: 'surplus',
      message: expect.stringMatching(/9 daily \(older than the newest 1 of slot daily\)/),
      heldBack: [{ surplus: 'daily', backups: ids(lastNights(9)).reverse() }],
    });
    const confirmed = requestSchema.parse(last.detail.confirmation);
    const means = stores.means({ now: () => new Date('2040-01-21T20:00:00Z') });
    expect((await rotateSites(confirmed, means)).sites).toMatchObject([{ site: 'surplus', removed: 9, heldBack: 0 }]);
    expect(await stores.backups(site)).toEqual(['2040-01-21-1-night']);
    expect(await stores.backups(other)).toHaveLength(9);
    expect((await stores.registry.site('surplus'))?.heldBack).toBe('');
  });

  test('can only be confirmed for one site, by its name', async () => {
    const step = await stores.step([stores.site('one'), stores.site('two')]);
    expect(requestSchema.safeParse({ step, site: 'one', confirmed: ['daily'] }).success).toBe(true);
    expect(() => requestSchema.parse({ step, confirmed: ['daily'] })).toThrow('must be named');
    expect(() => requestSchema.parse({ step, site: 'three' })).toThrow('is not one of the step');
    expect(() => requestSchema.parse({ step, site: 'one', confirmed: ['hourly'] })).toThrow('confirmed');
  });
});

test('a copy of another site keeps its newest backup, whatever slot it filled there', async () => {
  const site = await stores.knownSite('training', { keeps: {}, backupTimes: [] });
  for (const date of ['2040-01-01', '2040-01-07', '2040-01-08']) {
    await stores.store(site, date, { id: `${date}-1-night-copy`, regions: [HOME], attachments: [date] });
  }
  const step = await stores.step([site], {}, [HOME]);

  const report = await rotateSites({ step, confirmed: [] }, stores.means({ now: () => new Date(EVENING) }));

  expect(report.sites).toMatchObject([{ kept: 1, removed: 2, blobs: 2, heldBack: 0 }]);
  const kept = '2040-01-08-1-night-copy';
  expect((await stores.keys(site, HOME)).filter((key) => key.endsWith('manifest.json'))).toEqual([
    `${kept}/manifest.json`,
  ]);
});

test('the registry learns what is stored: what it missed, what is gone, and what is not complete any more', async () => {
  const site = await daily('healed', 3);
  const [gone, proven, lost] = ids(lastNights(3)) as [string, string, string];
  await stores.rotate([site], EVENING);
  await stores.registry.noteProof('healed', proven, EVENING);
  const ghost = { localDate: '2040-01-01', run: 'night', slot: 'daily', startedAt: EVENING } as const;
  await stores.registry.noteBackup('healed', { ...ghost, id: '2040-01-01-1-night', state: 'complete' });
  await stores.registry.forgetBackup('healed', gone);
  expect((await stores.registry.site('healed'))?.newestBackup?.backup).toBe(lost);
  await stores.bucket(HOME).remove([{ key: partKey('healed', lost, 'manifest') }]);

  await stores.rotate([site], EVENING);

  const at = (id: string) => `${id.slice(0, 10)}T03:00:00.000Z`;
  expect(await stores.registry.backups('healed')).toMatchObject([
    { id: gone, state: 'complete', snapshotAt: at(gone), attachmentsOf: gone },
    { id: proven, state: 'complete', verifiedAt: '2040-01-20T20:00:00.000Z' },
    { id: lost, state: 'incomplete' },
  ]);
  const newestBackup = { backup: proven, snapshotAt: at(proven) };
  expect(await stores.registry.site('healed')).toMatchObject({ newestBackup });
});

describe('the function', () => {
  let handler: typeof Handler;
  beforeAll(() => {
    const environment = { ...stores.aws.environment(), REGISTRY_TABLE: stores.table, OPERATIONS_BUCKET: 'operations' };
    Object.assign(process.env, environment);
    ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/rotate-backups/handler'));
  });
  const context = { getRemainingTimeInMillis: () => 60_000 };

  test('counts what it did, and which sites it could not do', async () => {
    const site = await daily('by-function', 7);
    const broken = await daily('broken', 1);
    await stores.bucket(HOME).put(partKey('broken', ids(lastNights(1))[0]!, 'manifest'), 'nonsense', {});
    const step = await stores.step([site, broken]);

    const { result, lines, metrics } = await captured(() => handler({ step }, context));

    expect(result).toMatchObject({ failed: 1, sites: [{ kept: 6, removed: 1 }, { error: { kind: 'BackupDamaged' } }] });
    const count = (name: string, value: number, dimensions = {}) => ({
      name,
      unit: 'Count',
      values: [value],
      dimensions: [dimensions],
    });
    expect(metrics).toEqual([
      count('Done', 1, { operation: 'rotate' }),
      count('Failed', 1, { operation: 'rotate' }),
      count('KeptBackups', 6),
      count('RemovedBackups', 1),
      count('HeldBackBackups', 0),
    ]);
    expect(lines).toContainEqual(
      expect.objectContaining({ message: 'backup-removed', site: 'by-function', backup: ids(lastNights(7))[0] }),
    );
  });

  test('begins with no site when its time is nearly over, and says so', async () => {
    const step = await stores.step([await daily('late', 7)]);
    const nearlyOver = { getRemainingTimeInMillis: () => 20_000 };
    const { result } = await captured(() => handler({ step }, nearlyOver));
    expect(result).toMatchObject({ failed: 1, sites: [{ removed: 0, error: { kind: 'Unexpected' } }] });
  });

  test('takes no job from elsewhere, and no step that no rotation follows', async () => {
    const step = await stores.step([stores.site('any')]);
    await expect(handler({ step: { ...step, job: 's3://elsewhere/jobs/1' } }, context)).rejects.toThrow('no job of');
    await expect(handler({ step: { ...step, then: 'nothing' } }, context)).rejects.toThrow('no rotation');
  });
});
