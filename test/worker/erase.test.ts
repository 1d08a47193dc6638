import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateMultipartUploadCommand, DeleteObjectCommand } from '@aws-sdk/client-s3';
import { Client } from 'pg';
import { ensureSecondUser } from '../../lambda/shared/site-users';
import { SERVER_SLOTS, VAULT_LOCK } from '../../lib/backup/retention';
import { RegionalClients } from '../../worker/aws/regional-clients';
import { readCredentials } from '../../worker/aws/secrets';
import { SERVER_RECOVERY_POINT_DAYS } from '../../worker/operations/erase';
import { connected } from '../../worker/postgres/connection';
import { createDatabase } from '../../worker/postgres/databases';
import { erase, Erasing, NOTHING, REGIONS } from './support/erasing';
import { failureOf, restore, verify } from './support/operating';
import { HOME, RECOVERY, type World } from './support/world';

jest.setTimeout(60_000);

let erasing: Erasing;
let world: World;

beforeAll(async () => {
  erasing = await Erasing.start();
  ({ world } = erasing);
});
afterAll(() => world.stop());

describe('the erasure of a site', () => {
  test('leaves nothing of it, and everything of its neighbours (TN-20)', async () => {
    const site = await erasing.inhabited('acme');
    const neighbour = await erasing.inhabited('acme-wines');
    await world.sql(world.homeServer, `INSERT INTO note VALUES (2, 'later')`, 'acme');
    await restore(world.shop([site]), site, 'leaves an old database');
    const server = world.homeServer.client();
    const login = { ...server, username: 'platform', password: 'platform password' };
    await connected(login, server.ssl ? server.ssl.ca : '', async (platform) => {
      for (const beside of ['verify', 'clone']) await createDatabase(platform, `acme__${beside}_0a1b2c3d`, 'acme');
      await ensureSecondUser(platform, 'acme', 'secondpassword');
    });
    await world.attach('acme', 'photo.jpg', 'a newer photo');
    const bucket = { Bucket: `attachments-${HOME}` };
    await world.clients.s3(HOME).send(new DeleteObjectCommand({ ...bucket, Key: 'acme/photo.jpg' }));
    await world.clients.s3(HOME).send(new CreateMultipartUploadCommand({ ...bucket, Key: 'acme/half.mp4' }));

    const before = await erasing.scan('acme-wines');
    const receipt = await erase(erasing.shop(site), site);

    expect(await erasing.scan('acme')).toEqual(NOTHING);
    expect(await erasing.scan('acme-wines')).toEqual(before);
    expect(await verify(world.shop([neighbour]), neighbour)).toMatchObject({ attachments: 2 });
    // The label, the photo, a newer photo and the marker of its deletion, and what is in the recovery region.
    expect(receipt).toMatchObject({ databases: 4, attachments: 5, exports: 1, secrets: 2 });
  });

  test('ends the sessions of the application, and lets nobody in again', async () => {
    const site = await erasing.inhabited('in-use');
    const secret = 'cordon/production/site/in-use/database';
    const { username: user, password } = (await readCredentials(world.clients.secrets(HOME), secret))!;
    const client = new Client({ ...world.homeServer.client('in-use'), user, password });
    const ended = new Promise((resolve) => client.on('error', resolve));
    await client.connect();

    await erase(erasing.shop(site), site);
    await ended;

    const again = new Client({ ...world.homeServer.client('postgres'), user, password });
    await expect(again.connect()).rejects.toThrow('password authentication failed');
  });

  test('gives a receipt that says what went when, and nothing of what it was (D9)', async () => {
    const copies = [
      {
        site: 'told-training',
        platform: 'cordon',
        environment: 'test',
        account: '444455556666',
        residency: { name: 'european-union', regions: [HOME] },
        home: { region: HOME, siteBackups: 'backups', attachments: 'attachments' },
        masks: [],
      },
    ];
    const site = await erasing.inhabited('told', { copies });
    const now = new Date('2026-03-10T10:00:00Z');

    const receipt = await erase(erasing.shop(site, { now: () => now }), site, 'request-7');

    expect(receipt).toEqual({
      receipt: expect.stringMatching(/^[0-9a-f]{32}$/),
      site: 'told',
      operation: 'request-7',
      at: '2026-03-10T10:00:00.000Z',
      serverRegion: HOME,
      databases: 1,
      attachments: 3,
      exports: 1,
      secrets: 2,
      keys: await Promise.all(
        REGIONS.map(async (region) => {
          const key = await erasing.keyIn(region, 'told');
          return { region, arn: key?.Arn, state: 'PendingDeletion', deletedBy: key?.DeletionDate?.toISOString() };
        }),
      ),
      backupsUnreadableSince: '2026-03-10T10:00:00.000Z',
      serverRecoveryPointsUntil: '2026-05-11T10:00:00.000Z',
      copies: [{ site: 'told-training', environment: 'test' }],
    });
  });

  test('names the day until which whole-server recovery points live, by the rule that they live by', () => {
    const longest = Math.max(...Object.values(SERVER_SLOTS).map(({ keepForDays }) => keepForDays));

    expect(SERVER_RECOVERY_POINT_DAYS).toBe(longest);
    expect(SERVER_RECOVERY_POINT_DAYS).toBe(VAULT_LOCK.maxRetentionDays);
  });

  test('schedules the deletion of the keys for the earliest day that KMS takes, and keeps their names', async () => {
    const site = await erasing.inhabited('shredded');

    await erase(erasing.shop(site), site);

    for (const region of REGIONS) {
      const key = await erasing.keyIn(region, 'shredded');
      expect(key?.KeyState).toBe('PendingDeletion');
      const days = ((key?.DeletionDate?.getTime() ?? 0) - Date.now()) / 86_400_000;
      expect(Math.round(days)).toBe(7);
    }
  });

  test('does not touch the backups, which only the rotation may delete (D17, DR-08)', async () => {
    const site = await erasing.inhabited('kept-backups');
    const stored = async () =>
      Promise.all(REGIONS.map((region) => erasing.versions(world.backups(region), 'sites/kept-backups/')));
    const before = await stored();

    await erase(erasing.shop(site), site);

    expect(before[0]?.length).toBeGreaterThan(4);
    expect(await stored()).toEqual(before);
  });

  test('is refused under legal hold, and nothing is touched', async () => {
    const legalHold = { since: '2026-01-01', reason: 'dispute 12' };
    const site = await erasing.inhabited('on-hold', { legalHold });
    const before = await erasing.scan('on-hold');

    expect(await failureOf(erase(erasing.shop(site), site))).toEqual({
      kind: 'LegalHold',
      message: "Site on-hold can't be erased: it is under legal hold since 2026-01-01 (dispute 12)",
    });
    expect(await erasing.scan('on-hold')).toEqual(before);
  });

  test('is refused for a site that was never here', async () => {
    const site = world.site('nobody');

    expect((await failureOf(erase(erasing.shop(site), site))).kind).toBe('NotOnboarded');
  });
});

describe('with a region out of reach', () => {
  let broken: Server;
  beforeAll(async () => {
    broken = createServer((_, response) => void response.writeHead(503).end());
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => broken.close());

  test.each(REGIONS)('%s, a site is not erased, not even in part', async (lost) => {
    const site = await erasing.inhabited(`lost-${lost}`);
    const before = await erasing.scan(site.id);
    const { endpoint, credentials } = world.aws.client();
    const nowhere = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`;
    const aws = new RegionalClients((region) => ({ endpoint: region === lost ? nowhere : endpoint, credentials }));
    // The server's own region holds the leases and the platform's secret: there it ends before it has begun.
    const failure = await failureOf(erase(erasing.shop(site, { aws }), site));

    if (lost === RECOVERY) {
      expect(failure).toEqual({
        kind: 'RegionUnreachable',
        message: `Site ${site.id} is not erased, since ${RECOVERY} does not answer; nothing was removed: try again later`,
      });
    }
    expect(await erasing.scan(site.id)).toEqual(before);
  });
});
