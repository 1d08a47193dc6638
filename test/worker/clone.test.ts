import { DisableKeyCommand, EnableKeyCommand } from '@aws-sdk/client-kms';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { RegionalClients } from '../../worker/aws/regional-clients';
import { findSiteKey } from '../../worker/aws/site-keys';
import type { JobSite } from '../../worker/job';
import { blobPrefix, partKey } from '../../worker/storage/layout';
import { clone, COPY_OF_SATURDAY, CopyPlace, watch } from './support/copies';
import { backUp, failureOf, onboarded, removeTemporaryDirectories, SATURDAYS_BACKUP } from './support/operating';
import { HOME, RECOVERY, World } from './support/world';

jest.setTimeout(60_000);

let world: World;
let testing: CopyPlace;
let acme: JobSite;

beforeAll(async () => {
  // Without versions: what these tests damage is the very object that the manifest means.
  world = await World.start({ versioned: false });
  testing = await CopyPlace.make(world, false);
  acme = await onboarded(world, 'acme-wines');
  await backUp(world.shop([acme]), acme);
  await testing.onboard(['acme-test', 'acme-training']);
});
afterAll(async () => {
  removeTemporaryDirectories();
  await world.stop();
});

/** The site with copies of these ids. */
function withCopies(...ids: string[]): JobSite {
  return { ...acme, copies: ids.map((id) => testing.copy(id)) };
}

describe('a full copy', () => {
  test('is filled by an ordinary restore where it is, which reads nothing of production (D20)', async () => {
    const site = withCopies('acme-test');

    const cloned = await clone(world.shop([site]), site);
    const restored = await testing.restore('acme-test');

    expect(cloned).toMatchObject({
      backup: SATURDAYS_BACKUP,
      copies: [{ copy: 'acme-test', backup: COPY_OF_SATURDAY, made: true, masked: false, attachments: 2 }],
    });
    expect(restored).toMatchObject({ snapshotAt: cloned.snapshotAt, attachments: 2 });
    const manifest = { Bucket: `backups-${HOME}`, Key: partKey('acme-wines', SATURDAYS_BACKUP, 'manifest') };
    const reading = testing.shop('acme-test').aws.s3(HOME).send(new HeadObjectCommand(manifest));
    await expect(reading).rejects.toThrow('The copy asks production');
    for (const query of ['SELECT * FROM member ORDER BY id', 'SELECT * FROM ages ORDER BY age', 'SELECT * FROM note']) {
      const copied = await world.sql(world.homeServer, query, 'acme-test');
      expect(copied.length).toBeGreaterThan(0);
      expect(copied).toEqual(await world.sql(world.homeServer, query, 'acme-wines'));
    }
    expect(await testing.attachments(HOME).getText('acme-test/photo.jpg')).toBe('photo of acme-wines');
  });

  test('is a backup of the copy, which says what it is a copy of', async () => {
    const source = JSON.parse(
      (await world.backups(HOME).getText(partKey('acme-wines', SATURDAYS_BACKUP, 'manifest')))!,
    );
    const manifest = await testing.manifest('acme-test');

    expect(manifest).toMatchObject({
      site: 'acme-test',
      backup: COPY_OF_SATURDAY,
      localDate: '2026-03-07',
      run: 'night',
      slot: 'daily',
      snapshotAt: source.snapshotAt,
      rows: source.rows,
      database: { plain: source.database.plain },
      attachments: { included: true, count: 2, set: { backup: COPY_OF_SATURDAY, localDate: '2026-03-07' } },
      copyOf: { site: 'acme-wines', environment: 'production', backup: SATURDAYS_BACKUP, masked: false },
    });
    const configuration = await testing.backups(HOME).getText(partKey('acme-test', COPY_OF_SATURDAY, 'configuration'));
    expect(JSON.parse(configuration!)).toMatchObject({
      environment: 'test',
      site: 'acme-test',
      applicationVersion: '7.4.1',
    });
    expect(configuration).not.toContain('acme-wines winery');
  });

  test("is encrypted to the copy's keys alone", async () => {
    const own = await findSiteKey(world.clients.kms(HOME), HOME, 'alias/cordon/test/site/acme-test');
    const manifest = await testing.manifest('acme-test');
    expect(manifest?.encryption).toEqual({
      context: { site: 'acme-test', backup: COPY_OF_SATURDAY },
      keys: { [HOME]: own?.arn },
    });
    const blobs = (await testing.keys('acme-test')).filter((key) => key.startsWith(blobPrefix('acme-test')));
    expect(blobs).toHaveLength(2);
    for (const Key of [partKey('acme-test', COPY_OF_SATURDAY, 'database'), ...blobs]) {
      const head = await world.clients.s3(HOME).send(new HeadObjectCommand({ Bucket: `copies-${HOME}`, Key }));
      expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: own?.arn });
    }
    const [KeyId, kms] = [own?.arn, world.clients.kms(HOME)];
    await kms.send(new DisableKeyCommand({ KeyId }));
    const without = await failureOf(testing.restore('acme-test'));
    await kms.send(new EnableKeyCommand({ KeyId }));
    expect(without.kind).toBe('KeyErased');
  });

  test('that is complete is left alone when it is cloned again', async () => {
    const site = withCopies('acme-test');
    const before = await objects('acme-test');

    const again = await clone(world.shop([site]), site);

    expect(again.copies).toEqual([expect.objectContaining({ copy: 'acme-test', made: false, attachments: 2 })]);
    expect(await objects('acme-test')).toEqual(before);
  });

  test('has all in both regions where the copy has two', async () => {
    await testing.onboard(['acme-twofold'], true);
    const site = { ...acme, copies: [testing.copy('acme-twofold', { recovery: testing.in(RECOVERY) })] };

    await clone(world.shop([site]), site);

    expect(await testing.keys('acme-twofold', RECOVERY)).toEqual(await testing.keys('acme-twofold'));
    expect(await testing.keys('acme-twofold')).toHaveLength(6);
    expect(await testing.manifest('acme-twofold', RECOVERY)).toEqual(await testing.manifest('acme-twofold'));
  });

  test('is made of a site under legal hold, too', async () => {
    const legalHold = { since: '2026-01-01', reason: 'a court wants it' };
    const site = { ...withCopies('acme-training'), legalHold };

    expect((await clone(world.shop([site]), site)).copies).toMatchObject([{ copy: 'acme-training', made: true }]);
  });
});

async function objects(site: string): Promise<object[]> {
  const found: object[] = [];
  for await (const object of testing.backups(HOME).list(`sites/${site}/`)) found.push(object);
  return found;
}

describe('a refusal', () => {
  test('names a copy that the site does not have', async () => {
    const site = withCopies('acme-test');

    expect(await failureOf(clone(world.shop([site]), site, '--copy', 'acme-tets'))).toEqual({
      kind: 'UnknownCopy',
      message: "Site acme-wines has no copy 'acme-tets'; it has acme-test",
    });
  });

  test('names a copy without keys, while the others are made', async () => {
    await testing.onboard(['acme-late']);
    const site = withCopies('acme-never', 'acme-late');

    expect(await failureOf(clone(world.shop([site]), site))).toMatchObject({
      kind: 'NotOnboarded',
      message: expect.stringContaining('acme-never'),
    });
    expect(await testing.keys('acme-never')).toEqual([]);
    expect(await testing.manifest('acme-late')).toMatchObject({ site: 'acme-late' });
  });

  test.each([
    ["the source's residency", { residency: { name: 'ireland', regions: [RECOVERY] } }, {}],
    ["the copy's residency", {}, { residency: { name: 'ireland', regions: [RECOVERY] } }],
  ])('keeps data within %s (D20)', async (_, ofSite, ofCopy) => {
    await testing.onboard(['acme-abroad']);
    const abroad = testing.copy('acme-abroad', ofCopy);
    const site = { ...acme, ...ofSite, copies: [testing.copy('acme-next'), abroad] };

    const failure = await failureOf(clone(world.shop([site], { region: RECOVERY }), site));

    expect(failure).toMatchObject({ kind: 'OutsideResidency', message: expect.stringContaining(`to ${HOME}`) });
    expect([...(await testing.keys('acme-abroad')), ...(await testing.keys('acme-next'))]).toEqual([]);
  });
});

describe('a damaged source', () => {
  async function store(Key: string, Body: Buffer): Promise<void> {
    await world.clients.s3(HOME).send(new PutObjectCommand({ Bucket: `backups-${HOME}`, Key, Body }));
  }

  async function bytesOf(key: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of await world.backups(HOME).getStream(key)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  /** What becomes of a copy whose source has an object damaged, and the objects that it has then. */
  async function clonedWith(key: string, copy: string, damage: (content: Buffer) => Buffer) {
    await testing.onboard([copy]);
    const site = withCopies(copy);
    const original = await bytesOf(key);
    await store(key, damage(Buffer.from(original)));
    const failure = await failureOf(clone(world.shop([site]), site));
    await store(key, original);
    const left = await testing.keys(copy);
    await clone(world.shop([site]), site);
    expect(await testing.manifest(copy)).toMatchObject({ site: copy });
    return { failure, left };
  }

  test.each([
    ['a bit flipped in its middle', 'middle', (content: Buffer) => flipped(content, 0.5)],
    ['its end cut off', 'cut', (content: Buffer) => content.subarray(0, content.length - 100)],
    ['something after its end', 'longer', (content: Buffer) => Buffer.concat([content, Buffer.from('more')])],
  ])('with %s of the dump never becomes a copy', async (_, name, damage) => {
    const dump = partKey('acme-wines', SATURDAYS_BACKUP, 'database');
    const copy = `acme-dump-${name}`;

    const { failure, left } = await clonedWith(dump, copy, damage);

    expect(failure).toMatchObject({ kind: 'BackupDamaged', message: expect.stringContaining(SATURDAYS_BACKUP) });
    expect(left).toEqual([partKey(copy, COPY_OF_SATURDAY, 'configuration')]);
  });

  test('hands no attachment on that is not what its name says', async () => {
    const [blob] = await world.keys(world.backups(HOME), blobPrefix('acme-wines'));

    const { failure, left } = await clonedWith(blob!, 'acme-blob', (content) => flipped(content, 0.5));

    expect(failure).toMatchObject({
      kind: 'BackupDamaged',
      message: expect.stringMatching(/Attachment .* is damaged/),
    });
    expect(left.filter((key) => key.endsWith(blob!.slice(-64)) || key.endsWith('manifest.json'))).toEqual([]);
  });

  test.each([
    ['stores nothing for it', 's3', 'database.dump'],
    ['encrypts nothing to its key', 'kms', 'EncryptionContext'],
  ] as const)('is not what a copy is said to fail for when AWS %s', async (name, service, what) => {
    const copy = `acme-unwritten-${service}`;
    await testing.onboard([copy]);
    const { endpoint, credentials } = world.aws.client();
    const aws = new RegionalClients(() => ({ endpoint, credentials }));
    const refusing = (asked: string): void => {
      // Only what writes: a read has no body and asks for no new data key.
      if (asked.includes(what) && /"(Body|NumberOfBytes)"/.test(asked)) throw new Error(name);
    };
    const client = service === 's3' ? aws.s3(HOME) : aws.kms(HOME);
    watch(client, refusing);
    const site = withCopies(copy);

    const failure = await failureOf(clone(world.shop([site], { aws }), site));

    expect(failure).toMatchObject({ kind: undefined, message: expect.stringContaining(name) });
    expect(await testing.manifest(copy)).toBeUndefined();
  });
});

function flipped(content: Buffer, at: number): Buffer {
  const index = Math.floor(content.length * at);
  content[index]! ^= 1;
  return content;
}
