import type { RDSClient } from '@aws-sdk/client-rds';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { LATEST_SUCCESS_KEY } from '../../../lambda/shared/drill-results';
import { watch, type Watching } from '../../../lambda/watch-drills/watching';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';

jest.setTimeout(120_000);

const NOW = new Date('2026-10-22T00:00:00Z');

let aws: EmbeddedAws;
let s3: S3Client;
beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: 'eu-west-1', account: '111122223333' });
  s3 = new S3Client(aws.client());
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
  await s3.send(new CreateBucketCommand({ Bucket: 'drills', CreateBucketConfiguration }));
});
afterAll(() => aws.stop());

/** @param made when the server of a drill was made; undefined: there is none */
function watching(made?: Date | 'now'): Watching {
  const instance = { InstanceCreateTime: made === 'now' ? undefined : made };
  const send = () =>
    made === undefined
      ? Promise.reject(Object.assign(new Error('none'), { name: 'DBInstanceNotFoundFault' }))
      : Promise.resolve({ DBInstances: [instance] });
  const states = { send: () => Promise.resolve({ creationDate: new Date('2026-10-12T00:00:00Z') }) };
  return {
    rds: { send } as unknown as RDSClient,
    states: states as unknown as SFNClient,
    s3,
    server: 'cordon-production-recovery-drill',
    bucket: 'drills',
    machine: 'arn:machine',
  };
}

test('DR-04: before the first drill, its age is that of the machine that would hold it', async () => {
  expect(await watch(NOW, watching())).toEqual({ serverHours: 0, days: 10 });
});

test('DR-04: a server that a drill has left grows older, one that is being made is new', async () => {
  expect(await watch(NOW, watching(new Date('2026-10-20T18:00:00Z')))).toMatchObject({ serverHours: 30 });
  expect(await watch(NOW, watching('now'))).toMatchObject({ serverHours: 0 });
});

test('DR-04: days are counted from the newest drill that succeeded', async () => {
  const Body = JSON.stringify({ at: '2026-07-22T00:00:00.000Z', execution: 'one' });
  await s3.send(new PutObjectCommand({ Bucket: 'drills', Key: LATEST_SUCCESS_KEY, Body }));
  expect(await watch(NOW, watching())).toEqual({ serverHours: 0, days: 92 });
});
