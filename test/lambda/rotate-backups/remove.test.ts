import type { DeleteObjectsCommandInput } from '@aws-sdk/client-s3';
import type { JobSite } from '../../../lambda/shared/job';
import { S3Leases } from '../../../worker/leases/s3-leases';
import { sitePrefix } from '../../../worker/storage/layout';
import { KilledMeans } from './killed-means';
import { BackupStores, HOME, RECOVERY, REGIONS } from './stored-backups';

jest.setTimeout(60_000);

let free: BackupStores;
let locked: BackupStores;
beforeAll(async () => {
  [free, locked] = await Promise.all([BackupStores.start(), BackupStores.start({ lockDays: 5 })]);
});
afterAll(() => Promise.all([free.stop(), locked.stop()]));

const NOTED = {
  localDate: '2026-03-08',
  run: 'night',
  slot: 'daily',
  startedAt: '2026-03-08T03:00:00Z',
  state: 'complete',
} as const;

/** A site with two backups, one part of which was written twice, and three attachments. */
async function erased(stores: BackupStores, id: string, changes: Partial<JobSite> = {}): Promise<JobSite> {
  const site = await stores.knownSite(id, changes, 'erased');
  await stores.store(site, '2026-03-07', { attachments: ['a label', 'a note'] });
  await stores.store(site, '2026-03-08', { attachments: ['a label', 'a picture'] });
  await stores.put(`${sitePrefix(id)}2026-03-08-1-night/configuration.json`, `{"site":"${id}"}`);
  await stores.registry.noteBackup(id, { ...NOTED, id: '2026-03-08-1-night' });
  return site;
}

async function versions(stores: BackupStores, site: JobSite): Promise<string[]> {
  const found: string[] = [];
  for (const region of REGIONS) {
    for await (const { key } of stores.bucket(region).listAllVersions(sitePrefix(site.id))) found.push(key);
  }
  return found;
}

describe('of an erased site', () => {
  test('every version of everything is removed in both regions, and nothing of any other site (D9)', async () => {
    const site = await erased(free, 'gone');
    // Whose name begins like its own.
    await free.store(free.site('gone-too'), '2026-03-07');
    expect(await versions(free, site)).toHaveLength(2 * (8 + 1 + 3));

    expect(await free.remove(site)).toEqual({ site: 'gone', kept: 0, removed: 2, blobs: 3, heldBack: 0, locked: 0 });

    expect(await versions(free, site)).toEqual([]);
    expect(await free.registry.backups('gone')).toEqual([]);
    expect(await free.stored(free.site('gone-too'))).toHaveLength(4);
    expect(await free.bucket(HOME).getText('leases/gone.json')).toContain('"purpose":"remove"');
  });

  test('what is locked is hidden, counted and left to the lifecycle', async () => {
    const site = await erased(locked, 'kept-by-lock');

    const report = await locked.remove(site);

    expect(report).toMatchObject({ removed: 2, blobs: 3, locked: 2 * (8 + 1 + 3) });
    expect(report.error).toBeUndefined();
    expect(await locked.stored(site)).toEqual([]);
    expect(await versions(locked, site)).toHaveLength(report.locked);
    expect(await locked.remove(site)).toMatchObject({ removed: 0, blobs: 0, locked: report.locked });
    expect(await locked.stored(site)).toEqual([]);
  });

  test('a removal that is killed at any deletion ends the same when it is run again', async () => {
    let at = 0;
    for (let over = false; !over;) {
      const site = await erased(free, `killed-${++at}`);
      const run = new KilledMeans(free, at);
      await free.remove(site, { now: () => new Date('2040-01-01T00:00:00Z'), ...run.means });
      over = !run.killed;
      expect(await free.flaws(site)).toEqual([]);

      const report = await free.remove(site, { now: () => new Date('2040-01-01T01:00:00Z') });
      expect(report.error).toBeUndefined();
      expect(await versions(free, site)).toEqual([]);
      expect(await free.registry.backups(site.id)).toEqual([]);
    }
    // The lease and its end, three deletions in each region, and the registry.
    expect(at).toBeGreaterThan(2 + 6 + 1);
  });
});

test('more objects than S3 deletes at once are deleted in several requests', async () => {
  const bucket = free.bucket(RECOVERY);
  const requests: number[] = [];
  const keys = Array.from({ length: 2_001 }, (_, index) => ({ key: `many/${index}` }));
  await bucket.put('many/0', 'the first', {});
  await bucket.put('many/2000', 'the last', {});
  bucket.s3.middlewareStack.add(
    (next, context) => (args) => {
      if (context.commandName === 'DeleteObjectsCommand') {
        requests.push((args.input as DeleteObjectsCommandInput).Delete?.Objects?.length ?? 0);
      }
      return next(args);
    },
    { step: 'initialize', name: 'counting' },
  );

  expect(await bucket.remove(keys)).toEqual([]);

  bucket.s3.middlewareStack.remove('counting');
  expect(requests).toEqual([1000, 1000, 1]);
  expect(await bucket.directories('')).not.toContain('many');
});

describe('nothing is removed', () => {
  test.each(['active', 'departed', 'retired', 'planned'] as const)('of a site that is %s', async (state) => {
    const site = await free.knownSite(`still-${state}`, {}, state);
    await free.store(site, '2026-03-07');

    expect(await free.remove(site)).toMatchObject({
      removed: 0,
      error: { kind: 'BadRequest', message: expect.stringContaining(`is ${state}; only of an erased one`) },
    });
    expect(await free.backups(site)).toHaveLength(1);
  });

  test('of a site that the registry does not know', async () => {
    const site = free.site('stranger');
    await free.store(site, '2026-03-07');

    expect((await free.remove(site)).error?.message).toContain('not in the registry');
    expect(await free.backups(site)).toHaveLength(1);
  });

  test('of a site under legal hold', async () => {
    const site = await erased(free, 'held', { legalHold: { since: '2026-03-01', reason: 'court order' } });
    const asPlanned = { ...site, legalHold: undefined };

    for (const each of [site, asPlanned]) {
      expect((await free.remove(each)).error).toEqual({
        kind: 'LegalHold',
        message: 'Site held is under legal hold since 2026-03-01: court order',
      });
    }
    expect(await free.backups(site)).toHaveLength(2);
  });

  test('while somebody works on the site', async () => {
    const site = await erased(free, 'busy');
    const lease = await new S3Leases(free.bucket(HOME), 300).acquire('busy', 'restore');

    expect((await free.remove(site)).error?.kind).toBe('AlreadyRunning');
    expect(await free.backups(site)).toHaveLength(2);
    await lease.release();
  });

  test('if S3 refuses to delete what it should; that is an error and not a lock', async () => {
    const site = await erased(free, 'refused');
    const refusing = new KilledMeans(free, Infinity);
    const means = refusing.means;
    means.aws.s3(RECOVERY).middlewareStack.add(
      (next, context) => async (args) => {
        const answer = await next(args);
        if (context.commandName !== 'DeleteObjectsCommand') return answer;
        const Errors = [{ Key: 'any', Code: 'InternalError', Message: 'We encountered an internal error.' }];
        return { ...answer, output: { ...answer.output, Errors } };
      },
      { step: 'initialize' },
    );

    const { error } = await free.remove(site, means);

    expect(error?.message).toMatch(/eu-west-1 refused to delete 1 of 2 objects, any: InternalError/);
  });
});
