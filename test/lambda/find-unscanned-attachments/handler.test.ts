import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { SQSEvent } from 'aws-lambda';
import type { handler as Handler } from '../../../lambda/find-unscanned-attachments/handler';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { captured } from '../support/captured';

jest.setTimeout(60_000);

const Bucket = 'attachments';
let aws: EmbeddedAws;
let s3: S3Client;
let handler: typeof Handler;

beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: 'eu-central-1', account: '111122223333' });
  s3 = new S3Client(aws.client());
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  Object.assign(process.env, aws.environment(), { ATTACHMENTS_BUCKET: Bucket });
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/find-unscanned-attachments/handler'));
});
afterAll(() => aws?.stop());

interface Upload {
  readonly key: string;
  readonly version: string;
}

async function upload(key: string, verdict?: string): Promise<Upload> {
  const { VersionId = '' } = await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: key }));
  const TagSet = [{ Key: 'GuardDutyMalwareScanStatus', Value: verdict }];
  if (verdict) await s3.send(new PutObjectTaggingCommand({ Bucket, Key: key, VersionId, Tagging: { TagSet } }));
  return { key, version: VersionId };
}

/** As S3 tells EventBridge, and EventBridge the queue. */
function message({ key, version }: Upload) {
  const detail = {
    version: '0',
    bucket: { name: Bucket },
    object: {
      key,
      size: 5,
      etag: 'b1946ac92492d2347c6235b4d2611184',
      'version-id': version,
      sequencer: '00617F08299329D189',
    },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: '111122223333',
    reason: 'PutObject',
  };
  return { messageId: key, body: JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail }) };
}

const look = async (...uploads: Upload[]) => {
  const { result } = await captured(() => handler({ Records: uploads.map(message) } as unknown as SQSEvent));
  return result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};

test('uploads that nobody has scanned stay in the queue; those that have a verdict, good or bad, leave it (IR-10)', async () => {
  const uploads = await Promise.all([
    upload('acme/clean.pdf', 'NO_THREATS_FOUND'),
    upload('acme/waiting ü.pdf'),
    upload('acme/infected.exe', 'THREATS_FOUND'),
    upload('acme/locked.zip', 'UNSUPPORTED'),
  ]);
  expect(await look(...uploads)).toEqual(['acme/waiting ü.pdf']);
});

test('each version counts by itself', async () => {
  const first = await upload('acme/twice.pdf', 'NO_THREATS_FOUND');
  const second = await upload('acme/twice.pdf');
  expect(await look(first)).toEqual([]);
  expect(await look(second)).toEqual(['acme/twice.pdf']);
});

test('what was deleted for good is not waited for', async () => {
  const { key, version } = await upload('acme/deleted.pdf');
  await s3.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId: version }));
  expect(await look({ key, version })).toEqual([]);
});

test('a message that can’t be read is an error', async () => {
  await expect(handler({ Records: [{ messageId: 'x', body: '{}' }] } as unknown as SQSEvent)).rejects.toThrow(/detail/);
});
