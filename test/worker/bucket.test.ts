import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { EmbeddedAws } from '../../rehearsal/embedded-aws';
import { RegionalClients } from '../../worker/aws/regional-clients';
import { inParallel } from '../../worker/parallel';
import { Bucket, type ListedObject } from '../../worker/storage/bucket';
import { countVersions, removeAll } from '../../worker/storage/remove-all';

jest.setTimeout(60_000);

/** More than S3 lists at once, which is 1000. */
const MANY = 1005;
const never = new AbortController().signal;

let aws: EmbeddedAws;
let bucket: Bucket;

beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: 'eu-central-1' });
  const { endpoint, credentials } = aws.client();
  const s3 = new RegionalClients(() => ({ endpoint, credentials })).s3('eu-central-1');
  bucket = new Bucket(s3, 'eu-central-1', 'many');
  const CreateBucketConfiguration = { LocationConstraint: 'eu-central-1' } as const;
  await s3.send(new CreateBucketCommand({ Bucket: 'many', CreateBucketConfiguration }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'many', VersioningConfiguration }));
  const numbers = Array.from({ length: MANY }, (_, number) => number);
  await inParallel(numbers, 16, never, (number) => bucket.put(`site/${number}/object`, '.', {}));
  // A second version of the first, the middle and the last.
  for (const number of [0, 500, 999]) await bucket.put(`site/${number}/object`, 'newer', {});
});
afterAll(() => aws.stop());

async function all(objects: AsyncIterable<ListedObject>): Promise<ListedObject[]> {
  const found: ListedObject[] = [];
  for await (const object of objects) found.push(object);
  return found;
}

function numbersIn(keys: readonly string[]): number {
  return new Set(keys.map((key) => /\d+/.exec(key)?.[0])).size;
}

describe('more objects than S3 lists at once', () => {
  test('are all listed, each once', async () => {
    const found = await all(bucket.list('site/'));

    expect(found).toHaveLength(MANY);
    expect(numbersIn(found.map(({ key }) => key))).toBe(MANY);
  });

  test('are all listed with their newest versions, each once', async () => {
    const found = await all(bucket.listVersions('site/'));

    expect(found).toHaveLength(MANY);
    expect(numbersIn(found.map(({ key }) => key))).toBe(MANY);
    expect(found.filter(({ bytes }) => bytes === 'newer'.length)).toHaveLength(3);
    expect(found.every(({ versionId }) => versionId !== undefined)).toBe(true);
  });

  test('are all counted as directories', async () => {
    expect(numbersIn(await bucket.directories('site/'))).toBe(MANY);
    expect(await bucket.directories('site/')).toHaveLength(MANY);
  });
});

describe('the removal of all below a prefix', () => {
  test('leaves no version, marker or part of an upload, and nothing else is touched', async () => {
    await bucket.put('site-two/object', 'of another site', {});
    await bucket.s3.send(new DeleteObjectCommand({ Bucket: 'many', Key: 'site/7/object' }));
    await bucket.s3.send(new CreateMultipartUploadCommand({ Bucket: 'many', Key: 'site/unfinished' }));
    await bucket.s3.send(new CreateMultipartUploadCommand({ Bucket: 'many', Key: 'site-two/unfinished' }));
    const marker = 1;
    expect(await countVersions(bucket, 'site/')).toBe(MANY + 3 + marker);

    await removeAll(bucket, 'site/', never);

    const left = await bucket.s3.send(new ListObjectVersionsCommand({ Bucket: 'many' }));
    expect([...(left.Versions ?? []), ...(left.DeleteMarkers ?? [])].map(({ Key }) => Key)).toEqual([
      'site-two/object',
    ]);
    const { Uploads } = await bucket.s3.send(new ListMultipartUploadsCommand({ Bucket: 'many' }));
    expect(Uploads?.map(({ Key }) => Key)).toEqual(['site-two/unfinished']);
  });

  test.each(['', '/', 'site'])("is refused below '%s', which is not one site's", async (prefix) => {
    await expect(removeAll(bucket, prefix, never)).rejects.toThrow('no prefix of a single site');

    expect(await bucket.getText('site-two/object')).toBe('of another site');
  });

  test('gives up on somebody who writes faster than it removes', async () => {
    const busy = new Bucket(bucket.s3, bucket.region, bucket.name);
    const send = bucket.s3.send.bind(bucket.s3);
    const s3 = Object.create(bucket.s3) as typeof bucket.s3;
    s3.send = (async (command: Parameters<typeof send>[0]) => {
      if (command instanceof ListObjectVersionsCommand) await bucket.put('busy/object', 'again', {});
      return send(command);
    }) as typeof s3.send;

    await expect(removeAll(Object.assign(busy, { s3 }), 'busy/', never)).rejects.toThrow('still writes to many/busy/');
  });
});
