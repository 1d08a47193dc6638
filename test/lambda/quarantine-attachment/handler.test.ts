import { createHash } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { handler as Handler } from '../../../lambda/quarantine-attachment/handler';
import type { Registry } from '../../../lambda/shared/registry/registry';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { createRegistry } from '../../support/registry-table';
import { captured } from '../support/captured';
import { EventQueue } from '../support/event-queue';
import { sample, scanned } from './scan-events';

jest.setTimeout(60_000);

/** Every scanner takes it for malware by agreement, and it is none. Written in parts, so that no scanner takes this file for it. */
const EICAR = ['X5O!P%@AP[4', '\\', 'PZX54(P^)7CC)7}$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join('');
const REGION = 'eu-central-1';

let aws: EmbeddedAws;
let s3: S3Client;
let registry: Registry;
let events: EventQueue;
let handler: typeof Handler;
let siteKey: string;

beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: REGION, account: '111122223333' });
  s3 = new S3Client(aws.client());
  for (const Bucket of ['attachments', 'quarantine']) {
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
  const kms = new KMSClient(aws.client());
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  siteKey = KeyMetadata?.Arn ?? '';
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/cordon/production/site/acme', TargetKeyId: siteKey }));
  const made = await createRegistry(aws);
  registry = made.registry;
  Object.assign(process.env, aws.environment(), {
    ATTACHMENTS_BUCKET: 'attachments',
    QUARANTINE_BUCKET: 'quarantine',
    PLATFORM: 'cordon',
    ENVIRONMENT: 'production',
    REGISTRY_TABLE: made.table,
  });
  events = await EventQueue.listen(aws, { source: ['cordon.data'] });
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/quarantine-attachment/handler'));
});
afterAll(() => aws?.stop());

async function upload(objectKey: string, Body: string = EICAR) {
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: 'attachments', Key: objectKey, Body }));
  return { objectKey, versionId: VersionId as string };
}

const call = async (event: unknown) => (await captured(() => handler(event))).result;
const hash = (key: string) => createHash('sha256').update(key).digest('hex');
const evidence = ({ objectKey, versionId }: { objectKey: string; versionId: string }, site = 'acme') =>
  `${site}/${hash(objectKey)}/${versionId}`;
const text = async (Bucket: string, Key: string, VersionId?: string) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString();
const versions = async (Bucket: string, Prefix: string) =>
  (await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }))).Versions ?? [];

describe('an infected attachment', () => {
  const key = sample('infected').detail.s3ObjectDetails.objectKey;

  test('is put away under the key of its site, and no longer found; its version stays (IR-10)', async () => {
    const object = await upload(key);
    expect(await call(scanned(object))).toEqual({ outcome: 'quarantined' });
    await expect(text('attachments', key)).rejects.toThrow(/NoSuchKey|does not exist/);
    expect(await text('attachments', key, object.versionId)).toBe(EICAR);
    expect(await text('quarantine', evidence(object))).toBe(EICAR);
    const head = await s3.send(new HeadObjectCommand({ Bucket: 'quarantine', Key: evidence(object) }));
    expect(head).toMatchObject({ SSEKMSKeyId: siteKey, ContentType: 'application/octet-stream' });
    expect(Buffer.from(head.Metadata?.name ?? '', 'base64').toString()).toBe(key);
  });

  test('is noted with its site, and told of without its name', async () => {
    const [record] = await registry.malware('acme');
    expect(record).toMatchObject({
      object: hash(key),
      threats: ['EICAR-Test-File (not a virus)'],
      foundAt: '2026-03-08T12:00:05.000Z',
    });
    const told = await events.take();
    expect(told).toMatchObject([
      {
        source: 'cordon.data',
        'detail-type': 'Malware Found',
        detail: { site: 'acme', object: hash(key), quarantine: 'quarantine', quarantined: record?.quarantined },
      },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/Jane|Offer/);
  });

  test('that is told of again is left as it is', async () => {
    const object = await upload('acme/twice.exe');
    for (const outcome of ['quarantined', 'known', 'known']) expect(await call(scanned(object))).toEqual({ outcome });
    expect(await versions('quarantine', evidence(object))).toHaveLength(1);
    expect(await events.take()).toHaveLength(1);
    expect(
      (await s3.send(new ListObjectVersionsCommand({ Bucket: 'attachments', Prefix: 'acme/twice.exe' }))).DeleteMarkers,
    ).toHaveLength(1);
  });

  test('is put away once, even if two are told of it at once', async () => {
    const object = await upload('acme/at-once.exe');
    await captured(() => Promise.all([handler(scanned(object)), handler(scanned(object))]));
    expect(await text('quarantine', evidence(object))).toBe(EICAR);
    expect((await registry.malware('acme')).filter(({ object: id }) => id === hash('acme/at-once.exe'))).toHaveLength(
      1,
    );
    await events.take();
  });

  test('that was half put away when the function was killed is put away by the next run', async () => {
    const object = await upload('acme/half.exe');
    await s3.send(new PutObjectCommand({ Bucket: 'quarantine', Key: evidence(object), Body: EICAR }));
    expect(await call(scanned(object))).toEqual({ outcome: 'quarantined' });
    expect(await versions('quarantine', evidence(object))).toHaveLength(1);
    await expect(text('attachments', 'acme/half.exe')).rejects.toThrow(/NoSuchKey|does not exist/);
    expect(await events.take()).toHaveLength(1);
  });

  test('that was replaced meanwhile is put away, and what replaced it stays', async () => {
    const object = await upload('acme/replaced.pdf');
    await upload('acme/replaced.pdf', 'a clean file');
    expect(await call(scanned(object))).toEqual({ outcome: 'quarantined' });
    expect(await text('attachments', 'acme/replaced.pdf')).toBe('a clean file');
    expect(await text('quarantine', evidence(object))).toBe(EICAR);
    await events.take();
  });

  test('that its user has deleted meanwhile is put away all the same', async () => {
    const object = await upload('acme/deleted.pdf');
    await s3.send(new DeleteObjectCommand({ Bucket: 'attachments', Key: 'acme/deleted.pdf' }));
    expect(await call(scanned(object))).toEqual({ outcome: 'quarantined' });
    expect(await text('quarantine', evidence(object))).toBe(EICAR);
    await events.take();
  });

  test('that was erased with its site leaves nothing', async () => {
    const object = await upload('acme/erased.pdf');
    await s3.send(
      new DeleteObjectCommand({ Bucket: 'attachments', Key: object.objectKey, VersionId: object.versionId }),
    );
    expect(await call(scanned(object))).toEqual({ outcome: 'gone' });
    expect(await versions('quarantine', evidence(object))).toEqual([]);
    expect(await events.take()).toEqual([]);
  });

  test('of no site, or of one without a key, lies under the key of the bucket', async () => {
    const [stray, keyless] = [await upload('stray.exe'), await upload('bold/a.exe')];
    await call(scanned(stray));
    await call(scanned(keyless));
    for (const key of [evidence(stray, 'none'), evidence(keyless, 'bold')]) {
      const head = await s3.send(new HeadObjectCommand({ Bucket: 'quarantine', Key: key }));
      expect(head.SSEKMSKeyId).not.toBe(siteKey);
    }
    await events.take();
  });
});

test.each(['UNSUPPORTED', 'ACCESS_DENIED', 'FAILED'] as const)(
  'an attachment whose scan ends in %s is counted for the alarm, and left where it is',
  async (verdict) => {
    const object = await upload(`acme/${verdict}.zip`);
    const { result, metrics } = await captured(() => handler(scanned(object, verdict)));
    expect(result).toEqual({ outcome: 'not judged' });
    expect(metrics).toEqual([{ name: 'AttachmentsNotJudged', unit: 'Count', values: [1], dimensions: [{}] }]);
    expect(await text('attachments', object.objectKey)).toBe(EICAR);
    expect(await events.take()).toEqual([]);
  },
);

test('so is one that was scanned, but could not be tagged', async () => {
  const { metrics } = await captured(() => handler(sample('untagged')));
  expect(metrics).toMatchObject([{ name: 'AttachmentsNotJudged', values: [1] }]);
});

test('a clean one is no matter of the quarantine, nor is one of another bucket', async () => {
  const object = await upload('acme/clean.pdf', 'clean');
  expect(await call(scanned(object, 'NO_THREATS_FOUND'))).toEqual({ outcome: 'clean' });
  await expect(call(scanned({ ...object, bucketName: 'site-backups' }))).rejects.toThrow(/no matter of ours/);
});

test('the name of a file is never logged: it may say who it is about', async () => {
  const object = await upload('acme/Notice to Jane Doe.pdf');
  const { lines } = await captured(() => handler(scanned(object)));
  expect(lines.length).toBeGreaterThan(0);
  expect(JSON.stringify(lines)).not.toMatch(/Jane/);
});
