import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { Memory } from '../../../lambda/rotate-backups/memory';
import { rotateSites } from '../../../lambda/rotate-backups/rotate-sites';
import type { JobSite } from '../../../lambda/shared/job';
import type { Step } from '../../../lambda/shared/step';
import { jsonLog } from '../../../worker/log';
import { blobPrefix } from '../../../worker/storage/layout';
import { S3Leases } from '../../../worker/leases/s3-leases';
import { Bucket } from '../../../worker/storage/bucket';
import { createRegistry } from '../../support/registry-table';
import { backUp, failureOf, onboarded, verify } from '../../worker/support/operating';
import { HOME, RECOVERY, World } from '../../worker/support/world';

jest.setTimeout(60_000);

let world: World;
beforeAll(async () => {
  world = await World.start({ versioned: true });
});
afterAll(() => world.stop());

/** Everything is old by then. */
const LATER = new Date('2040-01-01T00:00:00Z');

async function rotated(site: JobSite) {
  const { registry } = await createRegistry(world.aws);
  const s3 = world.clients.s3(HOME);
  await s3.send(new CreateBucketCommand({ Bucket: 'operations' }));
  await new Bucket(s3, HOME, 'operations').put('jobs/night/one.json', JSON.stringify(world.job([site])), {});
  const step: Step = {
    operation: 'backup',
    server: 'one',
    sites: [site.id],
    job: 's3://operations/jobs/night/one.json',
    arguments: [],
    outcomes: 's3://operations/outcomes/none',
    then: 'rotate',
  };
  const report = await rotateSites(
    { step, confirmed: [] },
    {
      aws: world.clients,
      region: HOME,
      registry,
      memory: new Memory(),
      events: new EventBridgeClient(world.aws.client()),
      log: jsonLog(() => undefined),
      now: () => LATER,
      shutdown: new AbortController().signal,
    },
  );
  return { report, registry };
}

test('what the rotation leaves of the worker’s backups can be restored whole, attachments of an earlier one included (D18)', async () => {
  // Attachments on Saturdays only: Sunday's backup needs those of the day before.
  const site = await onboarded(world, 'acme', { keeps: { daily: 1, weekly: 1 }, dailyAttachmentsLimit: 0 });
  const shop = world.shop([site]);
  await backUp(shop, site, '2026-03-07T04:00:00+01:00');
  await backUp(shop, site, '2026-03-08T04:00:00+01:00');
  await world.attach('acme', 'photo.jpg', 'another photo');
  await backUp(shop, site, '2026-03-14T04:00:00+01:00');
  await backUp(shop, site, '2026-03-15T04:00:00+01:00');
  expect(await world.keys(world.backups(HOME), blobPrefix('acme'))).toHaveLength(3);

  const { report, registry } = await rotated(site);

  expect(report.sites).toEqual([{ site: 'acme', kept: 2, removed: 2, blobs: 1, heldBack: 0, locked: 0 }]);
  const [home, recovery] = await Promise.all([HOME, RECOVERY].map((at) => world.keys(world.backups(at), 'sites/')));
  expect(home).toEqual(recovery);
  expect(home).toHaveLength(2 * 4 + 2);
  expect(await registry.backups('acme')).toMatchObject([
    { id: '2026-03-14-1-night', slot: 'weekly', state: 'complete', attachmentsOf: '2026-03-14-1-night' },
    { id: '2026-03-15-1-night', slot: 'daily', state: 'complete', attachmentsOf: '2026-03-14-1-night' },
  ]);
  // Which reads everything of them in both regions.
  const there = world.shop([site], { leases: new S3Leases(world.backups(HOME), 60, () => LATER) });
  expect(await verify(there, site, '2026-03-14-1-night')).toMatchObject({ attachments: 2 });
  expect(await verify(there, site, '2026-03-15-1-night')).toMatchObject({ attachments: 2 });
  expect((await failureOf(verify(there, site, '2026-03-07-1-night'))).kind).toBe('BackupMissing');
});
