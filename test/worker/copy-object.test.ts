import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { CreateBucketCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { EmbeddedAws } from '../../rehearsal/embedded-aws';
import { fingerprint } from '../../worker/attachments/blobs';
import { RegionalClients } from '../../worker/aws/regional-clients';
import { Bucket } from '../../worker/storage/bucket';
import { copyObject, type CopySource } from '../../worker/storage/copy-object';
import { fingerprintOf } from '../../worker/streams/digest';

jest.setTimeout(30_000);

/** Smallest part that S3 takes, in bytes, but for the last one. */
const PART = 5 * 1024 * 1024;
const CONTENT = randomBytes(2 * PART + 1000);

let aws: EmbeddedAws;
let home: Bucket;
let recovery: Bucket;
let source: CopySource;

beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: 'eu-central-1' });
  const { endpoint, credentials } = aws.client();
  const clients = new RegionalClients(() => ({ endpoint, credentials }));
  const make = async (region: 'eu-central-1' | 'eu-west-1'): Promise<Bucket> => {
    const CreateBucketConfiguration = { LocationConstraint: region };
    await clients.s3(region).send(new CreateBucketCommand({ Bucket: region, CreateBucketConfiguration }));
    return new Bucket(clients.s3(region), region, region);
  };
  [home, recovery] = await Promise.all([make('eu-central-1'), make('eu-west-1')]);
  source = { bucket: home, key: 'a b/ü+&.bin', bytes: CONTENT.length };
  await home.putStream(source.key, Readable.from([CONTENT]), {});
});
afterAll(() => aws.stop());

test.each([
  ['whole', undefined],
  ['in parts, as what is above 5 GB', PART],
])('an object is copied to the other region %s', async (_, largest) => {
  await copyObject(source, { bucket: recovery, key: 'copy' }, { tags: { slot: 'daily' } }, largest, PART);

  expect(await fingerprint(recovery, 'copy')).toEqual(fingerprintOf(CONTENT));
});

test.each([undefined, PART])(
  'tags of the source do not come along: that it was scanned says nothing of the copy (IR-10)',
  async (largest) => {
    const tagged = { ...source, key: 'scanned' };
    const tags = { GuardDutyMalwareScanStatus: 'NO_THREATS_FOUND' };
    await home.putStream(tagged.key, Readable.from([CONTENT]), { tags });

    await copyObject(tagged, { bucket: recovery, key: 'untagged' }, {}, largest, PART);

    expect(await home.tag('scanned', 'GuardDutyMalwareScanStatus')).toBe('NO_THREATS_FOUND');
    expect(await recovery.tag('untagged', 'GuardDutyMalwareScanStatus')).toBeUndefined();
  },
);

test.each([undefined, PART])('nothing is copied of an object that has changed meanwhile', async (largest) => {
  const changed = { ...source, etag: '"00000000000000000000000000000000"' };

  await expect(copyObject(changed, { bucket: recovery, key: 'changed' }, {}, largest, PART)).rejects.toThrow();

  expect(await recovery.head('changed')).toBeUndefined();
  const left = await recovery.s3.send(new ListMultipartUploadsCommand({ Bucket: recovery.name }));
  expect(left.Uploads ?? []).toEqual([]);
});
