import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DisableKeyCommand } from '@aws-sdk/client-kms';
import {
  DeleteObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { Client } from 'pg';
import { readCredentials } from '../../worker/aws/secrets';
import type { JobSite } from '../../worker/job';
import { partKey } from '../../worker/storage/layout';
import { manifestSchema, type Manifest } from '../../worker/storage/manifest';
import {
  backUp,
  failureOf,
  MONDAY,
  onboarded,
  programs,
  removeTemporaryDirectories,
  run,
  SATURDAY,
  SATURDAYS_BACKUP,
  SUNDAY,
  SUNDAYS_BACKUP,
  temporaryDirectory,
  verify,
} from './support/operating';
import { HOME, RECOVERY, World } from './support/world';

jest.setTimeout(60_000);

let world: World;
let acme: JobSite;

beforeAll(async () => {
  world = await World.start({ versioned: true });
  acme = await onboarded(world, 'acme-wines');
});
afterAll(async () => {
  removeTemporaryDirectories();
  await world.stop();
});

async function manifestIn(region: string, site: string, backup = SATURDAYS_BACKUP): Promise<Manifest> {
  const text = await world.backups(region).getText(partKey(site, backup, 'manifest'));
  return manifestSchema.parse(JSON.parse(text ?? 'null'));
}

async function versions(region: string, key: string): Promise<number> {
  const request = new ListObjectVersionsCommand({ Bucket: `backups-${region}`, Prefix: key });
  return (await world.clients.s3(region).send(request)).Versions?.length ?? 0;
}

async function uploadsLeft(region: string): Promise<number> {
  const request = new ListMultipartUploadsCommand({ Bucket: `backups-${region}` });
  return (await world.clients.s3(region).send(request)).Uploads?.length ?? 0;
}

describe('a backup', () => {
  test('has configuration, database and attachments in both regions, and the manifest last (BK-03)', async () => {
    const done = await backUp(world.shop([acme]), acme);

    expect(done).toMatchObject({ backup: SATURDAYS_BACKUP, slot: 'weekly', made: true });
    for (const region of [HOME, RECOVERY]) {
      const keys = await world.keys(world.backups(region), 'sites/acme-wines/');
      expect(keys.filter((key) => !key.includes('/attachments/'))).toEqual(
        ['attachments.json', 'configuration.json', 'database.dump', 'manifest.json'].map(
          (part) => `sites/acme-wines/${SATURDAYS_BACKUP}/${part}`,
        ),
      );
      expect(keys.filter((key) => key.includes('/attachments/'))).toHaveLength(2);
    }
    const steps = world.steps.map(({ step }) => step);
    expect(steps.slice(-2)).toEqual(['manifest-written', 'manifest-written']);
  });

  test('says in its manifest what it takes to prove a restore', async () => {
    const [manifest, twin] = [await manifestIn(HOME, 'acme-wines'), await manifestIn(RECOVERY, 'acme-wines')];

    expect(twin).toEqual(manifest);
    expect(manifest.rows).toEqual({
      'large objects': 1,
      'public.member': 500,
      'public.note': 1,
      'wine.large': 201,
      'wine.small': 99,
    });
    expect(manifest).toMatchObject({
      slot: 'weekly',
      localDate: '2026-03-07',
      timeZone: 'Europe/Berlin',
      applicationVersion: '7.4.1',
      homeRegion: HOME,
      recoveryRegion: RECOVERY,
      postgres: { server: expect.stringMatching(/^18\./), tools: expect.stringMatching(/^18\./) },
      attachments: { included: true, count: 2, set: { backup: SATURDAYS_BACKUP } },
    });
    expect(Object.keys(manifest.database.versions)).toEqual([HOME, RECOVERY]);
    expect(Date.parse(manifest.snapshotAt)).toBeGreaterThanOrEqual(Date.parse(manifest.startedAt));
  });

  test('keeps the whole record of the site', async () => {
    const text = await world.backups(RECOVERY).getText(partKey('acme-wines', SATURDAYS_BACKUP, 'configuration'));

    expect(JSON.parse(text ?? '')).toMatchObject({
      site: 'acme-wines',
      applicationVersion: '7.4.1',
      record: { name: 'The acme-wines winery' },
      database: { extensions: { pgcrypto: expect.any(String), citext: expect.any(String) } },
    });
  });

  test("is encrypted with the site's key of each region, and tagged with its slot", async () => {
    const { encryption } = await manifestIn(HOME, 'acme-wines');
    for (const region of [HOME, RECOVERY]) {
      const object = { Bucket: `backups-${region}`, Key: partKey('acme-wines', SATURDAYS_BACKUP, 'database') };
      const head = await world.clients.s3(region).send(new HeadObjectCommand(object));
      const { TagSet } = await world.clients.s3(region).send(new GetObjectTaggingCommand(object));
      expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryption.keys[region] });
      expect(encryption.keys[region]).toContain(`:kms:${region}:`);
      expect(TagSet).toEqual([{ Key: 'slot', Value: 'weekly' }]);
    }
    const stored = await world.backups(HOME).getText(partKey('acme-wines', SATURDAYS_BACKUP, 'database'));
    expect(stored).not.toContain('PGDMP');
  });

  test('that is complete is left alone when it is started again', async () => {
    const before = await versions(HOME, `sites/acme-wines/${SATURDAYS_BACKUP}/`);

    const again = await backUp(world.shop([acme]), acme, '2026-03-07T09:30:00+01:00');

    expect(again).toMatchObject({ backup: SATURDAYS_BACKUP, made: false });
    expect(await versions(HOME, `sites/acme-wines/${SATURDAYS_BACKUP}/`)).toBe(before);
  });

  test('whose run was killed between the two manifests gets its second one', async () => {
    const key = partKey('acme-wines', SATURDAYS_BACKUP, 'manifest');
    await world.clients.s3(RECOVERY).send(new DeleteObjectCommand({ Bucket: `backups-${RECOVERY}`, Key: key }));
    expect((await failureOf(verify(world.shop([acme]), acme))).kind).toBe('BackupIncomplete');

    await backUp(world.shop([acme]), acme);

    expect(await manifestIn(RECOVERY, 'acme-wines')).toEqual(await manifestIn(HOME, 'acme-wines'));
    expect(await versions(HOME, key)).toBe(1);
  });

  test('has all that was committed before its moment, and nothing of later', async () => {
    const site = await onboarded(world, 'one-moment');
    const directory = temporaryDirectory();
    const [begun, go] = [join(directory, 'begun'), join(directory, 'go')];
    const script = `touch '${begun}'; until [ -e '${go}' ]; do sleep 0.05; done; exec "$REAL/pg_dump" "$@"`;
    const tools = world.tools(HOME, programs(world, { pg_dump: script }));

    const backup = backUp(world.shop([site], { tools }), site);
    while (!existsSync(begun)) await sleep(20);
    await world.sql(world.homeServer, `INSERT INTO note VALUES (2, 'later')`, 'one-moment');
    writeFileSync(go, '');
    await backup;

    expect((await manifestIn(HOME, 'one-moment')).rows['public.note']).toBe(1);
    await verify(world.shop([site]), site);
  });
});

describe('attachments', () => {
  test('are stored once, however many backups have them', async () => {
    const site = await onboarded(world, 'blobs');
    await backUp(world.shop([site]), site);
    await world.attach('blobs', 'new.txt', 'new');
    await world.attach('blobs', 'copy of photo.jpg', 'photo of blobs');

    await backUp(world.shop([site]), site, SUNDAY);

    for (const region of [HOME, RECOVERY]) expect(await versions(region, 'sites/blobs/attachments/')).toBe(3);
    expect((await manifestIn(HOME, 'blobs', SUNDAYS_BACKUP)).attachments).toMatchObject({ count: 4, included: true });
  });

  test('above the limit are in on Saturday; other days name that set and its date (D6, D18, BK-09)', async () => {
    const site = await onboarded(world, 'large-site', { dailyAttachmentsLimit: 1000 });
    await backUp(world.shop([site]), site);
    await world.attach('large-site', 'of sunday.txt', 'sunday');
    await backUp(world.shop([site]), site, SUNDAY);
    await backUp(world.shop([site]), site, MONDAY);

    const { attachments, rows } = await manifestIn(RECOVERY, 'large-site', '2026-03-09-1-night');

    expect(attachments).toMatchObject({
      included: false,
      because: expect.stringMatching(/above the limit.*not Saturday.*2026-03-07/),
      count: 2,
      set: { backup: SATURDAYS_BACKUP, localDate: '2026-03-07' },
    });
    expect(rows['public.member']).toBe(500);
  });
});

describe('a dump', () => {
  test('that is killed half-way never looks complete, and leaves nothing of itself behind', async () => {
    const site = await onboarded(world, 'killed-dump');
    // Long enough for a multipart upload, which is under way when the program dies.
    const half = `"$REAL/pg_dump" "$@" | head -c 10000; head -c 40000000 /dev/urandom; kill -9 $$`;
    const tools = world.tools(HOME, programs(world, { pg_dump: half }));

    const failure = await failureOf(backUp(world.shop([site], { tools }), site));

    expect(failure).toEqual({ kind: 'DatabaseFailed', message: expect.stringContaining('pg_dump failed: SIGKILL') });
    for (const region of [HOME, RECOVERY]) {
      const keys = await world.keys(world.backups(region), `sites/killed-dump/`);
      expect(keys).toContain(partKey('killed-dump', SATURDAYS_BACKUP, 'configuration'));
      for (const part of ['database', 'manifest'] as const)
        expect(keys).not.toContain(partKey('killed-dump', SATURDAYS_BACKUP, part));
      expect(await uploadsLeft(region)).toBe(0);
    }
    expect((await failureOf(verify(world.shop([site]), site))).kind).toBe('BackupIncomplete');
    expect(await backUp(world.shop([site]), site)).toMatchObject({ made: true });
  });

  test('runs as the site, over a verified connection, and does not wait for locks for ever (BK-21)', async () => {
    const noted = join(temporaryDirectory(), 'noted');
    const script = `{ echo "$@"; env | grep ^PG; } > '${noted}'; exec "$REAL/pg_dump" "$@"`;
    const tools = world.tools(HOME, programs(world, { pg_dump: script }));

    await backUp(world.shop([acme], { tools }), acme, SUNDAY);

    const said = readFileSync(noted, 'utf8');
    expect(said).toContain('PGSSLMODE=verify-full');
    expect(said).toContain('PGUSER=acme-wines');
    expect(said).toMatch(/--format=custom --compress=zstd:3 .*--snapshot=\S+ --lock-wait-timeout=30s/);
  });

  test("says what is wrong without a customer's rows in it", async () => {
    const script = `echo 'pg_dump: error: lost' >&2; echo 'DETAIL: Key (email)=(ann@example.com)' >&2; exit 1`;
    const tools = world.tools(HOME, programs(world, { pg_dump: script }));

    const failure = await failureOf(backUp(world.shop([acme], { tools }), acme, MONDAY));

    expect(failure).toEqual({ kind: 'DatabaseFailed', message: 'pg_dump failed: exit code 1: pg_dump: error: lost' });
  });

  test("is refused with programs of another major version than the server's", async () => {
    const bin = temporaryDirectory();
    for (const name of ['pg_dump', 'pg_restore']) {
      writeFileSync(join(bin, name), `#!/bin/sh\necho '${name} (PostgreSQL) 15.18'\n`, { mode: 0o755 });
    }
    const failure = await failureOf(backUp(world.shop([acme], { tools: world.tools(HOME, bin) }), acme, MONDAY));

    expect(failure.kind).toBe('ServerVersion');
    expect(failure.message).toMatch(/server is PostgreSQL 18\.\S+, the worker's programs are 15\.18/);
  });
});

describe('a site', () => {
  test("can't connect to another one's database (TN-01)", async () => {
    await onboarded(world, 'neighbour');
    const name = 'cordon/production/site/neighbour/database';
    const { username: user, password } = (await readCredentials(world.clients.secrets(HOME), name))!;
    const connect = async (database: string) => {
      const client = new Client({ ...world.homeServer.client(database), user, password });
      await client.connect().finally(() => client.end());
    };

    await expect(connect('neighbour')).resolves.toBeUndefined();
    await expect(connect('acme-wines')).rejects.toThrow('permission denied for database');
  });

  test('can be onboarded again without any change', async () => {
    const first = await run(world.shop([acme]), acme, 'onboard');

    expect(await run(world.shop([acme]), acme, 'onboard')).toEqual(first);
    expect(await backUp(world.shop([acme]), acme, '2026-03-10T04:00:00+01:00')).toMatchObject({ made: true });
  });

  test('that was never onboarded is refused', async () => {
    const nobody = world.site('nobody');

    expect((await failureOf(backUp(world.shop([nobody]), nobody))).kind).toBe('NotOnboarded');
  });

  test('is not backed up to a region outside its residency, and nothing is written', async () => {
    const site = { ...acme, residency: { name: 'germany', regions: [HOME] } };
    const before = await versions(HOME, 'sites/acme-wines/');

    const failure = await failureOf(backUp(world.shop([site]), site, '2026-03-11T04:00:00+01:00'));

    expect(failure).toMatchObject({ kind: 'OutsideResidency', message: expect.stringContaining(RECOVERY) });
    expect(await versions(HOME, 'sites/acme-wines/')).toBe(before);
  });

  test('with a key that is switched off in one region is not backed up to the other alone', async () => {
    const site = await onboarded(world, 'half-a-key');
    const alias = 'alias/cordon/production/site/half-a-key';
    const { KeyMetadata } = await world.clients.kms(RECOVERY).describeKey({ KeyId: alias });
    await world.clients.kms(RECOVERY).send(new DisableKeyCommand({ KeyId: KeyMetadata?.Arn }));

    expect(await failureOf(backUp(world.shop([site]), site, SATURDAY))).toMatchObject({
      kind: 'KeyErased',
      message: expect.stringContaining(`in ${RECOVERY} is Disabled`),
    });
  });
});
