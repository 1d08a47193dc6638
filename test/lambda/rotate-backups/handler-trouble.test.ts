import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JobSite } from '../../../lambda/shared/job';
import { RegionalClients } from '../../../worker/aws/regional-clients';
import { S3Leases } from '../../../worker/leases/s3-leases';
import { partKey } from '../../../worker/storage/layout';
import { fingerprintOf } from '../../../worker/streams/digest';
import { KilledMeans } from './killed-means';
import { BackupStores, HOME, RECOVERY } from './stored-backups';

jest.setTimeout(60_000);

let stores: BackupStores;
/** A region that is lost. */
const broken = createServer((_, response) => void response.writeHead(503).end());
beforeAll(async () => {
  stores = await BackupStores.start();
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  broken.close();
  return stores.stop();
});

/** Of the future: what a test stores now has been there for years by then. */
const [OLD, MIDDLE, NEW] = ['2040-01-02', '2040-01-03', '2040-01-04'] as const;
const [OLDEST, NEWER, NEWEST] = [OLD, MIDDLE, NEW].map((date) => `${date}-1-night`) as [string, string, string];
const NOW = '2040-01-04T05:00:00Z';
const LATER = '2040-01-04T06:00:00Z';

/** Three nights of a site that keeps two: the oldest backup, and what only that one has, is surplus. */
async function threeNights(id: string, keeps = 2, changes: Partial<JobSite> = {}): Promise<JobSite> {
  const site = await stores.knownSite(id, { keeps: { daily: keeps }, ...changes });
  for (const date of [OLD, MIDDLE, NEW])
    await stores.store(site, date, { attachments: ['a label', `note of ${date}`] });
  return site;
}

/** What is stored, in each region, from one look to the next. */
async function everything(site: JobSite) {
  return { home: await stores.keys(site, HOME), recovery: await stores.keys(site, RECOVERY) };
}

describe('nothing of a site is removed', () => {
  const text = (site: string, id: string) => stores.bucket(HOME).getText(partKey(site, id, 'manifest'));

  test.each<[string, string, (site: string) => Promise<void>]>([
    ['a manifest is no JSON', 'BackupDamaged', (site) => change(site, NEWER, 'manifest', () => '{')],
    [
      'a manifest lacks a field',
      'BackupDamaged',
      (site) => change(site, OLDEST, 'manifest', (was) => was.replace('"slot"', '"slat"')),
    ],
    [
      'a manifest is that of another site',
      'BackupDamaged',
      (site) => change(site, NEWER, 'manifest', (was) => was.replace(site, 'other')),
    ],
    [
      'a manifest is of another date than its backup',
      'BackupDamaged',
      (site) =>
        change(site, NEWER, 'manifest', (was) => was.replace(`"localDate":"${MIDDLE}"`, '"localDate":"2040-01-05"')),
    ],
    [
      'the list of a kept backup is not what its manifest says',
      'BackupDamaged',
      async (site) => {
        await change(site, NEWEST, 'manifest', (was) =>
          was.replace(/("attachments":\{"bytes":\d+,"sha256":")[0-9a-f]{8}/, '$100000000'),
        );
      },
    ],
    [
      'something among the backups has no id of one',
      'BackupDamaged',
      async (site) => {
        await stores.put(`sites/${site}/2040-01-99-1-night/database.dump`, 'what is this?');
      },
    ],
  ])('when %s', async (what, kind, damage) => {
    const site = await threeNights(`damaged-${fingerprintOf(what).sha256.slice(0, 8)}`);
    // The function has read all of it before, when it was whole.
    expect(await stores.rotate([{ ...site, keeps: { daily: 3 } }], NOW)).toMatchObject({ failed: 0 });
    await damage(site.id);
    const before = await everything(site);

    const report = await stores.rotate([site], NOW);

    expect(report).toMatchObject({ failed: 1, sites: [{ removed: 0, blobs: 0, error: { kind } }] });
    expect(await everything(site)).toEqual(before);
  });

  test('when a region does not answer', async () => {
    const site = await threeNights('unreachable');
    const before = await everything(site);
    const { endpoint, credentials } = stores.aws.client();
    const nowhere = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`;
    const aws = new RegionalClients((region) => ({
      endpoint: region === RECOVERY ? nowhere : endpoint,
      credentials,
    }));

    const report = await stores.rotate([site], NOW, { aws });

    expect(report.sites).toMatchObject([{ removed: 0, error: { kind: 'RegionUnreachable' } }]);
    expect(await everything(site)).toEqual(before);
    expect(await stores.rotate([site], NOW)).toMatchObject({ failed: 0, sites: [{ removed: 1 }] });
  });

  test('while somebody works on it; the others of the step are rotated', async () => {
    const [taken, free] = [await threeNights('taken'), await threeNights('free')];
    const lease = await new S3Leases(stores.bucket(HOME), 300, () => new Date(NOW)).acquire('taken', 'restore');

    const report = await stores.rotate([taken, free], NOW);

    expect(report).toMatchObject({
      failed: 1,
      sites: [
        { removed: 0, error: { kind: 'AlreadyRunning', message: expect.stringContaining('restore by') } },
        { removed: 1 },
      ],
    });
    await lease.release();
    expect((await stores.rotate([taken], NOW)).sites).toMatchObject([{ removed: 1 }]);
    // Given back, as the next shows.
    expect((await stores.rotate([taken], NOW)).sites).toMatchObject([{ removed: 0, kept: 2 }]);
  });

  /** Puts another text in the place of a part in the home region, and a manifest's in both. */
  async function change(site: string, id: string, part: 'manifest', by: (was: string) => string): Promise<void> {
    const was = (await text(site, id)) ?? '';
    expect(by(was)).not.toBe(was);
    await stores.put(partKey(site, id, part), by(was));
  }
});

describe('a backup that is not complete', () => {
  test.each<[string, (site: JobSite) => Promise<unknown>]>([
    ['has no manifest in one region', (site) => remove(RECOVERY, site, 'manifest')],
    [
      'has another manifest in one region',
      async (site) => {
        const key = partKey(site.id, NEWEST, 'manifest');
        const was = (await stores.bucket(HOME).getText(key)) ?? '';
        await stores.put(key, was.replace('"7.4.1"', '"7.4.2"'), [RECOVERY]);
      },
    ],
    ['has lost its dump in one region', (site) => remove(HOME, site, 'database')],
    [
      'was found damaged by a test of it',
      async (site) => {
        await stores.rotate([site], NOW);
        await stores.registry.noteDamage(site.id, NEWEST, NOW);
      },
    ],
  ])('as it %s, takes no place of a good one, and keeps its attachments', async (what, spoil) => {
    const site = await threeNights(`incomplete-${fingerprintOf(what).sha256.slice(0, 8)}`, 3);
    await spoil(site);

    const report = await stores.rotate([{ ...site, keeps: { daily: 2 } }], '2040-02-01T00:00:00Z');

    expect(report.sites).toMatchObject([{ removed: 0, blobs: 0, kept: 3 }]);
    // It goes once a newer one is complete; and only then.
    await stores.store(site, '2040-02-02');
    expect((await stores.rotate([{ ...site, keeps: { daily: 3 } }], '2040-02-02T05:00:00Z')).sites).toMatchObject([
      { removed: 1 },
    ]);
    expect(await stores.backups(site)).toEqual([OLDEST, NEWER, '2040-02-02-1-night']);
    expect(await stores.flaws(site)).toEqual([]);
  });

  const remove = (region: string, site: JobSite, part: 'manifest' | 'database') =>
    stores.bucket(region).remove([{ key: partKey(site.id, NEWEST, part) }]);
});

describe('a rotation that is killed', () => {
  /** Of everything that a rotation can have to do something. */
  async function surplus(id: string): Promise<JobSite> {
    const site = await stores.knownSite(id, { keeps: { daily: 1 } });
    await Promise.all([
      stores.store(site, '2040-01-01', { slot: 'monthly' }),
      stores.store(site, OLD, { attachments: ['a label', 'an old note'] }),
      stores.store(site, MIDDLE, { manifestIn: [HOME] }),
      stores.store(site, NEW, { attachments: ['a label'] }),
    ]);
    await stores.registry.noteBackup(id, recordOf(OLD));
    return site;
  }

  const recordOf = (localDate: string) =>
    ({
      id: `${localDate}-1-night`,
      localDate,
      run: 'night',
      slot: 'daily',
      startedAt: NOW,
      state: 'complete',
    }) as const;

  const registered = async ({ id }: JobSite) => {
    const backups = await stores.registry.backups(id);
    const { heldBack, newestBackup } = (await stores.registry.site(id)) ?? {};
    return { backups: backups.map((backup) => [backup.id, backup.state]), heldBack, newestBackup };
  };

  test('at any write ends the same when it is run again, and at no moment is a complete backup half there', async () => {
    const reference = await surplus('reference');
    const whole = await stores.rotate([reference], NOW);
    expect(whole.sites).toMatchObject([{ kept: 2, removed: 2, blobs: 1, heldBack: 1 }]);

    let at = 0;
    for (let over = false; !over;) {
      const site = await surplus(`killed-${++at}`);
      const run = new KilledMeans(stores, at);
      await stores.rotate([site], NOW, run.means);
      over = !run.killed;
      expect(await stores.flaws(site)).toEqual([]);

      expect(await stores.rotate([site], LATER)).toMatchObject({
        failed: 0,
        sites: [{ kept: 2, removed: expect.any(Number) }],
      });

      expect(await stores.stored(site)).toEqual(await stores.stored(reference));
      expect(await registered(site)).toEqual(await registered(reference));
    }
    // The lease and its end, seven deletions in the buckets, what the registry is told, and the event.
    expect(at).toBeGreaterThan(14);
    const told = (await stores.queue.take()).map(({ detail }) => detail.site);
    expect(new Set(told).size).toBe(at + 1);
  });
});
