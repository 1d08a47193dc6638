import { CreateSnapshotCommand, DeleteVolumeCommand, DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import { CreateDBSnapshotCommand, DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import { DatabaseSnapshots } from '../../../lambda/shared/release-snapshots/database-snapshots';
import { asRecord, releaseSchema } from '../../../lambda/shared/release-snapshots/release-snapshot';
import { VolumeSnapshots, volumesTagged } from '../../../lambda/shared/release-snapshots/volume-snapshots';
import { environmentSchema } from '../../../lambda/take-release-snapshots/environment';
import type { handler as Handler } from '../../../lambda/take-release-snapshots/handler';
import { advance } from '../../../lambda/take-release-snapshots/taking';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { captured } from '../support/captured';
import { HOME, KEY, OWNER, RECOVERY, Region } from './regions';

jest.setTimeout(30_000);

const SERVER = 'cordon-production-shared-1';
const DATA = { 'cordon:environment': 'production', 'cordon:data': 'web' };
let emulator: EmbeddedAws;
let account = 100_000_000_000;
let aws: Pick<EmbeddedAws, 'client'>;
let home: Region;
let recovery: Region;

beforeAll(async () => {
  emulator = await EmbeddedAws.start({ region: HOME });
});
afterAll(() => emulator?.stop());
beforeEach(() => {
  // An account of its own for each test: nothing of another's is in it.
  const credentials = { accessKeyId: String(++account), secretAccessKey: 'embedded' };
  aws = { client: () => ({ ...emulator.client(), credentials }) };
  [home, recovery] = [new Region(aws as EmbeddedAws, HOME), new Region(aws as EmbeddedAws, RECOVERY)];
});
afterEach(() => {
  for (const region of [home, recovery]) region.stop();
});

function kinds(servers: readonly string[] = [SERVER], places: 'both' | 'home' = 'both') {
  const away = places === 'both';
  return [
    {
      sources: () => Promise.resolve(servers),
      home: new DatabaseSnapshots(home.rds, OWNER),
      recovery: away ? new DatabaseSnapshots(recovery.rds, OWNER) : undefined,
    },
    {
      sources: () => volumesTagged(home.ec2, DATA),
      home: new VolumeSnapshots(home.ec2, OWNER),
      recovery: away ? new VolumeSnapshots(recovery.ec2, OWNER) : undefined,
    },
  ];
}

const next = (release = '2026.11.3', servers?: readonly string[]) =>
  advance(release, kinds(servers), { homeRegion: HOME, key: KEY });

async function databaseSnapshots(region: Region) {
  const { DBSnapshots = [] } = await region.rds.send(new DescribeDBSnapshotsCommand({ SnapshotType: 'manual' }));
  return DBSnapshots.map(({ DBSnapshotIdentifier: name, TagList }) => ({ name, tags: asRecord(TagList) }));
}

/** Tags of each. */
async function volumeSnapshots(region: Region) {
  const { Snapshots = [] } = await region.ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
  return Snapshots.map(({ Tags }) => asRecord(Tags));
}

describe('the snapshots before a release', () => {
  test('are taken of every server and volume, copied to the recovery region and marked once all are there', async () => {
    await home.addServer(SERVER);
    const volume = await home.addVolume(DATA);
    await home.addVolume({ 'cordon:environment': 'test', 'cordon:data': 'web' });

    const release = '2026.11.3';
    expect(await next()).toEqual({ release, pending: 2, done: 0, failed: [] });
    expect(await next()).toEqual({ release, pending: 2, done: 0, failed: [] });
    expect(await next()).toEqual({ release, pending: 0, done: 2, failed: [] });

    const name = 'cordon-production-shared-1-release-2026-11-3';
    const tags = {
      Name: name,
      'cordon:platform': 'cordon',
      'cordon:environment': 'production',
      'cordon:release': '2026.11.3',
      'cordon:release-of': SERVER,
    };
    expect(await databaseSnapshots(home)).toEqual([{ name, tags: { ...tags, 'cordon:release-complete': 'true' } }]);
    expect(await databaseSnapshots(recovery)).toEqual([{ name, tags }]);
    const ofVolume = { ...tags, Name: `${volume}-release-2026-11-3`, 'cordon:release-of': volume };
    expect(await volumeSnapshots(home)).toEqual([{ ...ofVolume, 'cordon:release-complete': 'true' }]);
    expect(await volumeSnapshots(recovery)).toEqual([ofVolume]);
  });

  test('are copied under the key of the recovery region', async () => {
    await home.addServer(SERVER);
    await home.addVolume(DATA);
    for (let time = 0; time < 3; time++) await next();
    expect(recovery.commands('CopyDBSnapshotCommand')).toEqual([
      expect.objectContaining({
        SourceDBSnapshotIdentifier: expect.stringMatching(
          /^arn:aws:rds:eu-central-1:\d{12}:snapshot:cordon-production-shared-1-release-2026-11-3$/,
        ) as string,
        KmsKeyId: KEY,
      }),
    ]);
    expect(recovery.commands('CopySnapshotCommand')).toEqual([
      expect.objectContaining({ SourceRegion: HOME, Encrypted: true, KmsKeyId: KEY }),
    ]);
  });

  test('stay as they are when all is done', async () => {
    await home.addServer(SERVER);
    await home.addVolume(DATA);
    for (let time = 0; time < 3; time++) await next();
    const sent = [home, recovery].map((region) => region.sent.length);
    expect(await next()).toMatchObject({ pending: 0, done: 2 });
    const further = [home, recovery].flatMap((region, index) => region.sent.slice(sent[index]));
    expect(further.map(({ command }) => command).filter((command) => !command.startsWith('Describe'))).toEqual([]);
  });

  test('are not copied before they are whole, nor taken for done before their copies are', async () => {
    await home.addServer(SERVER);
    const volume = await home.addVolume(DATA);
    const name = `${SERVER}-release-2026-11-3`;
    home.states.set(name, 'creating').set(volume, 'pending');
    for (let time = 0; time < 3; time++) expect(await next()).toMatchObject({ pending: 2, done: 0 });
    expect(recovery.commands('CopyDBSnapshotCommand')).toEqual([]);
    expect(recovery.commands('CopySnapshotCommand')).toEqual([]);

    home.states.clear();
    recovery.states.set(name, 'copying');
    await next();
    for (let time = 0; time < 2; time++) expect(await next()).toMatchObject({ pending: 1, done: 1 });
    expect((await databaseSnapshots(home))[0]?.tags).not.toHaveProperty('cordon:release-complete');
  });

  test('wait for a server that is busy, and for the copies that a service allows at a time', async () => {
    await home.addServer(SERVER);
    await home.addVolume(DATA);
    home.refusals.set('CreateDBSnapshotCommand', { name: 'InvalidDBInstanceState', message: 'is not available' });
    expect(await next()).toMatchObject({ pending: 2, failed: [] });
    home.refusals.clear();
    recovery.refusals
      .set('CopyDBSnapshotCommand', { name: 'SnapshotQuotaExceeded', message: 'Cannot copy more than 20 snapshots' })
      .set('CopySnapshotCommand', { name: 'ResourceLimitExceeded', message: 'Too many snapshot copies in progress' });
    for (let time = 0; time < 2; time++) expect(await next()).toMatchObject({ pending: 2, failed: [] });
    recovery.refusals.clear();
    await next();
    expect(await next()).toMatchObject({ pending: 0, done: 2 });
  });

  test('tell of each that failed, and why, and don’t hold up the others', async () => {
    await home.addServer(SERVER);
    const volume = await home.addVolume(DATA);
    const servers = ['cordon-production-gone', SERVER];
    await next('7', servers);
    await next('7', servers);
    home.states.set(volume, 'error');
    const { pending, done, failed } = await next('7', servers);
    expect([pending, done]).toEqual([0, 1]);
    expect(failed).toEqual([
      expect.stringMatching(/^cordon-production-gone: DBInstanceNotFound\w*: .*not found/),
      expect.stringMatching(new RegExp(`^${volume}: snapshot snap-\\w+ failed; delete it, then start again`)),
    ]);
    expect((await databaseSnapshots(home))[0]?.tags).not.toHaveProperty('cordon:release-complete');
  });

  test('fail where as many are kept as RDS allows, which does not pass by waiting', async () => {
    await home.addServer(SERVER);
    home.refusals.set('CreateDBSnapshotCommand', { name: 'SnapshotQuotaExceeded', message: 'more than 100 snapshots' });
    expect(await next()).toMatchObject({
      pending: 0,
      failed: [`${SERVER}: SnapshotQuotaExceeded: more than 100 snapshots`],
    });
  });

  test('never take somebody else’s snapshot of the same name for theirs', async () => {
    await home.addServer(SERVER);
    const snapshot = { DBInstanceIdentifier: SERVER, DBSnapshotIdentifier: `${SERVER}-release-1-2` };
    await home.rds.send(new CreateDBSnapshotCommand(snapshot));
    const { failed } = await next('1.2');
    expect(failed).toEqual([expect.stringMatching(/DBSnapshotAlreadyExists/)]);
  });

  test('go on with a volume that is gone since, and take the first of two that were begun', async () => {
    const volume = await home.addVolume(DATA);
    await next('8', []);
    const Tags = Object.entries((await volumeSnapshots(home))[0] ?? {}).map(([Key, Value]) => ({ Key, Value }));
    const TagSpecifications = [{ ResourceType: 'snapshot' as const, Tags }];
    await home.ec2.send(new CreateSnapshotCommand({ VolumeId: volume, TagSpecifications }));
    await home.ec2.send(new DeleteVolumeCommand({ VolumeId: volume }));
    await next('8', []);
    expect(await next('8', [])).toEqual({ release: '8', pending: 0, done: 1, failed: [] });
    expect(recovery.commands('CopySnapshotCommand')).toHaveLength(1);
  });

  test('of an environment without a recovery region are done once they are taken', async () => {
    await home.addServer(SERVER);
    await advance('9', kinds([SERVER], 'home'));
    expect(await advance('9', kinds([SERVER], 'home'))).toMatchObject({ pending: 0, done: 1 });
    expect((await databaseSnapshots(home))[0]?.tags).toHaveProperty('cordon:release-complete', 'true');
  });

  test('of one release have nothing to do with those of another, nor of another environment', async () => {
    await home.addServer(SERVER);
    for (let time = 0; time < 3; time++) await next('1.0');
    expect(await next('1.1')).toMatchObject({ pending: 1, done: 0 });
    const test = new DatabaseSnapshots(home.rds, { ...OWNER, environment: 'test' });
    expect(await test.list()).toEqual([]);
  });
});

test.each(['', '-1', '1..2', '1.-2', 'v1_2', '1.', 'x'.repeat(65)])(
  '%p is no release: RDS could not name it',
  (text) => {
    expect(releaseSchema.safeParse(text).success).toBe(false);
  },
);
test.each(['7', 'v1.4.2', '2026.11.3-rc.1'])('%s is a release', (text) => {
  expect(releaseSchema.parse(text)).toBe(text);
});

describe('the environment of the function', () => {
  const good = {
    PLATFORM: 'cordon',
    ENVIRONMENT: 'production',
    DATABASE_SERVERS: JSON.stringify([SERVER]),
    VOLUME_TAGS: JSON.stringify(DATA),
    RECOVERY_REGION: RECOVERY,
    RECOVERY_KEY: KEY,
  };

  test('is read', () => {
    expect(environmentSchema.parse(good)).toMatchObject({ DATABASE_SERVERS: [SERVER], VOLUME_TAGS: DATA });
  });

  test.each([
    ['a region without a key', { RECOVERY_KEY: undefined }, 'go together'],
    ['no tag for volumes', { VOLUME_TAGS: '{}' }, 'every volume of the region'],
    ['an alias that is none', { RECOVERY_KEY: 'servers' }, 'alias/'],
  ])('is refused with %s', (_, change, message) => {
    expect(() => environmentSchema.parse({ ...good, ...change })).toThrow(message);
  });
});

test('the function says how far it is, and measures what failed', async () => {
  await home.addServer(SERVER);
  Object.assign(process.env, emulator.environment(), {
    AWS_ACCESS_KEY_ID: String(account),
    PLATFORM: 'cordon',
    ENVIRONMENT: 'production',
    DATABASE_SERVERS: JSON.stringify([SERVER, 'cordon-production-gone']),
    VOLUME_TAGS: JSON.stringify(DATA),
  });
  // Loaded only now: it reads the environment on loading.
  const { handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/take-release-snapshots/handler');
  const release = '2026.11.3';
  await captured(() => handler({ release }));
  const { result, metrics, lines } = await captured(() => handler({ release }));
  const failed = [expect.stringMatching(/^cordon-production-gone: DBInstanceNotFound/)];
  expect(result).toEqual({ release, pending: 0, done: 1, failed });
  const dimensions = [{ operation: 'take-release-snapshots' }];
  expect(metrics).toEqual([{ name: 'Failed', unit: 'Count', values: [1], dimensions }]);
  expect(lines).toContainEqual(expect.objectContaining({ level: 'ERROR', release, failed }));
  await expect(handler({ release: 'no release' })).rejects.toThrow('must be a release');
});
