import { Readable } from 'node:stream';
import { DisableKeyCommand, EnableKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { findSiteKey } from '../../worker/aws/site-keys';
import { describeError } from '../../worker/errors';
import type { JobSite } from '../../worker/job';
import { blobPrefix, partKey } from '../../worker/storage/layout';
import { decryption, encryption } from '../../worker/streams/encryption';
import {
  backUp,
  failureOf,
  MONDAY,
  onboarded,
  programs,
  removeTemporaryDirectories,
  restore,
  run,
  SATURDAYS_BACKUP,
  SUNDAY,
  SUNDAYS_BACKUP,
  verify,
} from './support/operating';
import { HOME, RECOVERY, World } from './support/world';

jest.setTimeout(60_000);

let world: World;
let acme: JobSite;
const dump = partKey('acme-wines', SATURDAYS_BACKUP, 'database');
const manifest = partKey('acme-wines', SATURDAYS_BACKUP, 'manifest');

beforeAll(async () => {
  // Without versions: what these tests damage is the very object that the manifest means.
  world = await World.start({ versioned: false });
  acme = await onboarded(world, 'acme-wines');
  await backUp(world.shop([acme]), acme);
});
afterEach(async () => {
  expect(await world.databases(world.homeServer, 'acme-wines')).toEqual(['acme-wines']);
});
afterAll(async () => {
  removeTemporaryDirectories();
  await world.stop();
});

async function bytesOf(region: string, key: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await world.backups(region).getStream(key)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function store(region: string, Key: string, Body: Buffer | string): Promise<void> {
  await world.clients.s3(region).send(new PutObjectCommand({ Bucket: `backups-${region}`, Key, Body }));
}

async function remove(region: string, Key: string): Promise<void> {
  await world.clients.s3(region).send(new DeleteObjectCommand({ Bucket: `backups-${region}`, Key }));
}

/** Damages objects, sees what a verification says of it, and puts them right again. */
async function verifiedWith(
  regions: readonly string[],
  key: string,
  damage: (content: Buffer) => Buffer | undefined,
  work: () => Promise<unknown> = () => verify(world.shop([acme]), acme),
) {
  const originals = await Promise.all(regions.map((region) => bytesOf(region, key)));
  try {
    for (const [index, region] of regions.entries()) {
      const damaged = damage(Buffer.from(originals[index]!));
      await (damaged ? store(region, key, damaged) : remove(region, key));
    }
    return await failureOf(work());
  } finally {
    for (const [index, region] of regions.entries()) await store(region, key, originals[index]!);
  }
}

function flipBit(at: number) {
  return (content: Buffer): Buffer => {
    const index = Math.floor(content.length * at);
    content[index]! ^= 1;
    return content;
  };
}

describe('verification', () => {
  test('restores a whole backup and says so', async () => {
    expect(await verify(world.shop([acme]), acme)).toMatchObject({
      backup: SATURDAYS_BACKUP,
      tables: 4,
      rows: 802,
      attachments: 2,
      attachmentsRead: 2,
    });
  });

  test('reads no more of attachments than it is told to, and still sees that all are there', async () => {
    expect(await verify(world.shop([acme]), acme, SATURDAYS_BACKUP, '--attachment-bytes', '1')).toMatchObject({
      attachments: 2,
      attachmentsRead: 1,
    });
  });

  test('takes the newest complete backup if none is named', async () => {
    await backUp(world.shop([acme]), acme, SUNDAY);
    await remove(HOME, partKey('acme-wines', SUNDAYS_BACKUP, 'manifest'));

    expect(await run(world.shop([acme]), acme, 'verify')).toMatchObject({ backup: SATURDAYS_BACKUP });
  });

  test.each([
    ['in the middle, at home', HOME, 0.5],
    ['at the end, at home', HOME, 0.9999],
    ['at the beginning, at home', HOME, 0],
    ['in the wrapped keys, at home', HOME, 0.01],
    ['in the recovery region', RECOVERY, 0.7],
  ])('finds a single flipped bit of a dump %s', async (_, region, at) => {
    const { kind, message } = await verifiedWith([region], dump, flipBit(at));

    expect([kind, message]).toEqual(['BackupDamaged', expect.stringMatching(new RegExp(`damaged in ${region}`))]);
  });

  test('that finds damage says in which backup, so that the registry counts it as none', async () => {
    let reported: object = {};
    const report = (error: unknown) => {
      reported = describeError(error);
      throw error;
    };

    await verifiedWith([HOME], dump, flipBit(0.5), () => run(world.shop([acme]), acme, 'verify').catch(report));

    expect(reported).toMatchObject({ kind: 'BackupDamaged', backup: SATURDAYS_BACKUP });
  });

  test.each([HOME, RECOVERY])('finds a dump that is cut short in %s', async (region) => {
    const { kind } = await verifiedWith([region], dump, (content) => content.subarray(0, content.length - 100));

    expect(kind).toBe('BackupDamaged');
  });

  test.each([HOME, RECOVERY])('finds a dump that is gone in %s', async (region) => {
    const { kind } = await verifiedWith([region], dump, () => undefined);

    expect(kind).toBe('BackupDamaged');
  });

  test('finds the dump of another backup in its place, though it is whole and decrypts', async () => {
    const other = await bytesOf(HOME, partKey('acme-wines', SUNDAYS_BACKUP, 'database'));

    const { kind, message } = await verifiedWith([HOME, RECOVERY], dump, () => other);

    expect([kind, message]).toEqual(['BackupDamaged', expect.stringContaining('is not that of')]);
  });

  test('finds a dump in its place that was encrypted for it, but is not the one that was made', async () => {
    const kms = (region: string) => world.clients.kms(region);
    const alias = 'alias/cordon/production/site/acme-wines';
    const keys = await Promise.all(
      [HOME, RECOVERY].map(async (region) => (await findSiteKey(kms(region), region, alias))!),
    );
    const context = { site: 'acme-wines', backup: SATURDAYS_BACKUP };
    const forged: Buffer[] = [];
    const dumped = Readable.from([await bytesOf(HOME, dump)]);
    for await (const chunk of dumped.pipe(decryption(kms, keys, context)).pipe(encryption(kms, keys, context))) {
      forged.push(chunk as Buffer);
    }

    const { kind, message } = await verifiedWith([HOME, RECOVERY], dump, () => Buffer.concat(forged));

    expect([kind, message]).toEqual(['BackupDamaged', expect.stringContaining('digest is not that of the manifest')]);
  });

  test('finds rows missing that the manifest counted', async () => {
    const more = (content: Buffer) => Buffer.from(content.toString().replace('"public.note": 1', '"public.note": 2'));

    const { kind, message } = await verifiedWith([HOME, RECOVERY], manifest, more);

    expect([kind, message]).toEqual(['BackupDamaged', expect.stringContaining('public.note has 1 rows instead of 2')]);
  });

  test.each([HOME, RECOVERY])('takes a backup without its manifest in %s for incomplete', async (region) => {
    const { kind, message } = await verifiedWith([region], manifest, () => undefined);

    expect([kind, message]).toEqual(['BackupIncomplete', expect.stringContaining(`no manifest in ${region}`)]);
  });

  test('takes a backup with different manifests for incomplete', async () => {
    const { kind } = await verifiedWith([RECOVERY], manifest, (content) => Buffer.concat([content, Buffer.from('\n')]));

    expect(kind).toBe('BackupIncomplete');
  });

  test.each([HOME, RECOVERY])('finds an attachment that is gone in %s', async (region) => {
    const [blob] = await world.keys(world.backups(region), blobPrefix('acme-wines'));

    const { kind, message } = await verifiedWith([region], blob!, () => undefined);

    expect([kind, message]).toEqual(['BackupDamaged', expect.stringContaining(`lacks attachments in ${region}`)]);
  });

  test.each([HOME, RECOVERY])('finds a flipped bit of an attachment in %s', async (region) => {
    const [blob] = await world.keys(world.backups(region), blobPrefix('acme-wines'));

    const { kind, message } = await verifiedWith([region], blob!, flipBit(0.5));

    expect([kind, message]).toEqual(['BackupDamaged', expect.stringContaining(`were changed in ${region}`)]);
  });

  test('names the newest backups if the one asked for does not exist', async () => {
    expect(await failureOf(verify(world.shop([acme]), acme, '2020-01-01-1-night'))).toMatchObject({
      kind: 'BackupMissing',
      message: expect.stringContaining(SATURDAYS_BACKUP),
    });
  });

  test("says why pg_restore failed, without a customer's rows in it", async () => {
    const script = `cat > /dev/null; echo 'pg_restore: error: lost' >&2; echo 'CONTEXT: COPY member: ann' >&2; exit 1`;
    const tools = world.tools(HOME, programs(world, { pg_restore: script }));

    const failure = await failureOf(verify(world.shop([acme], { tools }), acme));

    expect(failure.message).toBe('pg_restore failed: exit code 1: pg_restore: error: lost');
  });

  test('reports a full disk as such', async () => {
    const script = `head -c 100 > /dev/null; echo 'pg_restore: error: No space left on device' >&2; exit 1`;
    const tools = world.tools(HOME, programs(world, { pg_restore: script }));

    expect((await failureOf(verify(world.shop([acme], { tools }), acme))).kind).toBe('NotEnoughDisk');
  });
});

describe('a site whose key', () => {
  const keyOf = async (region: string): Promise<string> => {
    const alias = 'alias/cordon/production/site/acme-wines';
    return (await world.clients.kms(region).describeKey({ KeyId: alias })).KeyMetadata?.Arn ?? '';
  };

  test('is off in the home region can be restored by the other one', async () => {
    const KeyId = await keyOf(HOME);
    await world.clients.kms(HOME).send(new DisableKeyCommand({ KeyId }));
    try {
      const away = world.shop([acme], { region: RECOVERY });
      expect(await restore(away, acme, 'by-one-key')).toMatchObject({ backup: SATURDAYS_BACKUP });
    } finally {
      await world.clients.kms(HOME).send(new EnableKeyCommand({ KeyId }));
    }
  });

  test('is to be deleted in both regions is erased: no backup of it can be read', async () => {
    await world.clients.kms(HOME).send(new DisableKeyCommand({ KeyId: await keyOf(HOME) }));
    const KeyId = await keyOf(RECOVERY);
    await world.clients.kms(RECOVERY).send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));

    const erased = { kind: 'KeyErased', message: expect.stringContaining(`Disabled in ${HOME}, PendingDeletion in`) };
    expect(await failureOf(verify(world.shop([acme]), acme))).toMatchObject(erased);
    expect(await failureOf(restore(world.shop([acme]), acme, 'erased'))).toMatchObject(erased);
    expect(await failureOf(backUp(world.shop([acme]), acme, MONDAY))).toMatchObject({ kind: 'KeyErased' });
  });
});
