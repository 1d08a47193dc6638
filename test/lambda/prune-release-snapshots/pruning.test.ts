import { CreateDBSnapshotCommand, DeleteDBSnapshotCommand, DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import { DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import type { handler as Handler } from '../../../lambda/prune-release-snapshots/handler';
import { prune } from '../../../lambda/prune-release-snapshots/pruning';
import { DatabaseSnapshots } from '../../../lambda/shared/release-snapshots/database-snapshots';
import { asTagList, tagsOf } from '../../../lambda/shared/release-snapshots/release-snapshot';
import { VolumeSnapshots, volumesTagged } from '../../../lambda/shared/release-snapshots/volume-snapshots';
import { advance } from '../../../lambda/take-release-snapshots/taking';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { captured } from '../support/captured';
import { HOME, KEY, OWNER, RECOVERY, Region } from '../take-release-snapshots/regions';

jest.setTimeout(30_000);

const SERVER = 'cordon-production-shared-1';
const DATA = { 'cordon:data': 'web' };
let emulator: EmbeddedAws;
let account = 100_000_000_000;
let home: Region;
let recovery: Region;
/** Instants of snapshots, which the emulator would all take within a second. */
const clock = new Map<string, Date>();

beforeAll(async () => {
  emulator = await EmbeddedAws.start({ region: HOME });
});
afterAll(() => emulator?.stop());
beforeEach(async () => {
  const credentials = { accessKeyId: String(++account), secretAccessKey: 'embedded' };
  const aws = { client: () => ({ ...emulator.client(), credentials }) } as EmbeddedAws;
  [home, recovery] = [new Region(aws, HOME), new Region(aws, RECOVERY)];
  clock.clear();
  await home.addServer(SERVER);
  await home.addVolume(DATA);
});
afterEach(() => {
  for (const region of [home, recovery]) region.stop();
});

/** With instants by release: each is a day after the one that was made before it. */
class Dated extends DatabaseSnapshots {
  public override async list(release?: string) {
    return (await super.list(release)).map((one) => ({ ...one, at: clock.get(one.release) ?? one.at }));
  }
}
class DatedVolumes extends VolumeSnapshots {
  public override async list(release?: string) {
    return (await super.list(release)).map((one) => ({ ...one, at: clock.get(one.release) ?? one.at }));
  }
}

const kinds = () => [
  {
    sources: () => Promise.resolve([SERVER]),
    home: new Dated(home.rds, OWNER),
    recovery: new Dated(recovery.rds, OWNER),
  },
  {
    sources: () => volumesTagged(home.ec2, DATA),
    home: new DatedVolumes(home.ec2, OWNER),
    recovery: new DatedVolumes(recovery.ec2, OWNER),
  },
];

/** @param rounds Three make a release complete. */
async function released(releases: readonly string[], rounds = 3): Promise<void> {
  for (const release of releases) {
    clock.set(release, new Date(Date.UTC(2026, 0, 1 + clock.size)));
    for (let time = 0; time < rounds; time++) await advance(release, kinds(), { homeRegion: HOME, key: KEY });
  }
}

/** Releases that have snapshots, by region and kind. */
async function there() {
  const found: Record<string, string[]> = {};
  for (const region of [home, recovery]) {
    const databases = await new DatabaseSnapshots(region.rds, OWNER).list();
    const volumes = await new VolumeSnapshots(region.ec2, OWNER).list();
    found[`${region.name} databases`] = databases.map(({ release }) => release).sort();
    found[`${region.name} volumes`] = volumes.map(({ release }) => release).sort();
  }
  return found;
}

describe('pruning', () => {
  test('keeps the newest releases by their number and removes all others, in both regions', async () => {
    await released(['1', '2', '3', '4']);
    expect(await prune(kinds(), 2)).toEqual({ kept: ['4', '3'], removed: ['1', '2'], snapshots: 8, failed: [] });
    expect(await there()).toEqual({
      [`${HOME} databases`]: ['3', '4'],
      [`${HOME} volumes`]: ['3', '4'],
      [`${RECOVERY} databases`]: ['3', '4'],
      [`${RECOVERY} volumes`]: ['3', '4'],
    });
    expect(await prune(kinds(), 2)).toEqual({ kept: ['4', '3'], removed: [], snapshots: 0, failed: [] });
  });

  test('removes nothing while fewer are complete than are to be kept', async () => {
    await released(['1', '2']);
    await released(['3', '4', '5'], 2);
    expect(await prune(kinds(), 3)).toMatchObject({ kept: ['5', '4', '3', '2', '1'], removed: [] });
  });

  test('never removes an unfinished release that is newer than the oldest kept one, and counts none', async () => {
    await released(['1', '2']);
    await released(['3'], 1);
    await released(['4']);
    await released(['5'], 2);
    expect(await prune(kinds(), 2)).toMatchObject({ kept: ['5', '4', '3', '2'], removed: ['1'] });
  });

  test('removes an unfinished release once as many complete ones are newer', async () => {
    await released(['1'], 1);
    await released(['2', '3']);
    expect(await prune(kinds(), 2)).toMatchObject({ kept: ['3', '2'], removed: ['1'] });
  });

  test('removes copies whose originals are gone', async () => {
    await released(['1', '2', '3']);
    await home.rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: `${SERVER}-release-1` }));
    expect(await prune(kinds(), 2)).toMatchObject({ removed: ['1'], snapshots: 3 });
    expect((await there())[`${RECOVERY} databases`]).toEqual(['2', '3']);
  });

  test('goes on where one can’t be removed, says so, and removes it the next time', async () => {
    await released(['1', '2']);
    recovery.refusals.set('DeleteDBSnapshotCommand', { name: 'InvalidDBSnapshotState', message: 'is being restored' });
    const { snapshots, failed } = await prune(kinds(), 1);
    expect(snapshots).toBe(3);
    expect(failed).toEqual([`${SERVER}-release-1 of release 1 (recovery): InvalidDBSnapshotState: is being restored`]);
    recovery.refusals.clear();
    expect(await prune(kinds(), 1)).toMatchObject({ removed: ['1'], snapshots: 1 });
  });

  test('touches no snapshot that it did not take: by name, by tags, or by the tags of another environment', async () => {
    await released(['1', '2']);
    const foreign = {
      [`${SERVER}-release-0`]: {}, // the name, but no tags
      'restored-from-release-1': tagsOf(OWNER, SERVER, '1'), // tags that a restored server handed on
      'cordon-test-shared-1-release-1': tagsOf({ ...OWNER, environment: 'test' }, 'cordon-test-shared-1', '1'),
    };
    for (const [name, tags] of Object.entries(foreign)) {
      const snapshot = { DBInstanceIdentifier: SERVER, DBSnapshotIdentifier: name, Tags: asTagList(tags) };
      await home.rds.send(new CreateDBSnapshotCommand(snapshot));
    }
    expect(await prune(kinds(), 1)).toMatchObject({ removed: ['1'], snapshots: 4 });
    const { DBSnapshots = [] } = await home.rds.send(new DescribeDBSnapshotsCommand({}));
    expect(DBSnapshots.map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier).sort()).toEqual(
      [...Object.keys(foreign), `${SERVER}-release-2`].sort(),
    );
    expect((await home.ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }))).Snapshots).toHaveLength(1);
  });
});

test('the function keeps five releases unless told otherwise', async () => {
  await released(['1', '2', '3', '4', '5', '6']);
  Object.assign(process.env, emulator.environment(), {
    AWS_ACCESS_KEY_ID: String(account),
    PLATFORM: 'cordon',
    ENVIRONMENT: 'production',
    RECOVERY_REGION: RECOVERY,
  });
  // Loaded only now: it reads the environment on loading.
  const { handler } = jest.requireActual<{ handler: typeof Handler }>(
    '../../../lambda/prune-release-snapshots/handler',
  );
  const { result, metrics } = await captured(() => handler());
  expect(result).toMatchObject({ snapshots: 4, failed: [] });
  expect([result.kept.length, result.removed.length]).toEqual([5, 1]);
  const dimensions = [{ operation: 'prune-release-snapshots' }];
  expect(metrics).toEqual([{ name: 'Failed', unit: 'Count', values: [0], dimensions }]);
});
