import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { EmbeddedAws } from '../../rehearsal/embedded-aws';
import { RegionalClients } from '../../worker/aws/regional-clients';
import { S3Leases } from '../../worker/leases/s3-leases';
import { Bucket } from '../../worker/storage/bucket';
import { failureOf } from './support/operating';

jest.setTimeout(30_000);

let aws: EmbeddedAws;
let bucket: Bucket;

beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: 'us-east-1' });
  const { endpoint, credentials } = aws.client();
  const s3 = new RegionalClients(() => ({ endpoint, credentials })).s3('us-east-1');
  await s3.send(new CreateBucketCommand({ Bucket: 'backups' }));
  bucket = new Bucket(s3, 'us-east-1', 'backups');
});
afterAll(() => aws.stop());

function leases(seconds = 60, now = () => new Date()): S3Leases {
  return new S3Leases(bucket, seconds, now);
}

const inAnHour = () => new Date(Date.now() + 3_600_000);

describe('a lease', () => {
  test('is refused while another run has the site, saying who and for what', async () => {
    const lease = await leases().acquire('acme', 'backup');

    expect(await failureOf(leases().acquire('acme', 'restore'))).toMatchObject({
      kind: 'AlreadyRunning',
      message: expect.stringMatching(/Site acme is being worked on already: backup by .+ since 20/),
    });
    await lease.release();
  });

  test('is free as soon as it is given back', async () => {
    await (await leases().acquire('given-back', 'backup')).release();

    await (await leases().acquire('given-back', 'backup')).release();
  });

  test('of one site does not concern another', async () => {
    const [one, other] = await Promise.all([leases().acquire('one', 'backup'), leases().acquire('other', 'backup')]);
    await Promise.all([one.release(), other.release()]);
  });

  test('goes to exactly one of many that ask at the same moment', async () => {
    for (const before of ['never held', 'held before']) {
      const asked = await Promise.allSettled(Array.from({ length: 8 }, () => leases().acquire('wanted', before)));
      const given = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      expect(given).toHaveLength(1);
      await given[0]?.release();
    }
  });

  test('of a killed run can be taken over once it has run out', async () => {
    const killed = await leases().acquire('killed', 'backup');

    const next = await leases(60, inAnHour).acquire('killed', 'backup');

    expect(killed.signal.aborted).toBe(false);
    await killed.release(); // too late: it must not give away what another has
    expect((await failureOf(leases(60, inAnHour).acquire('killed', 'backup'))).kind).toBe('AlreadyRunning');
    await next.release();
  });

  test('that another has taken over tells its old holder to stop', async () => {
    const slow = await leases(0.3).acquire('slow', 'backup');
    const other = await leases(60, inAnHour).acquire('slow', 'backup');

    while (!slow.signal.aborted) await sleep(20);

    expect(slow.signal.reason).toMatchObject({ kind: 'LeaseLost' });
    await other.release();
  });

  test('is held for as long as the run lives', async () => {
    const lease = await leases(0.6).acquire('long', 'backup');
    await sleep(1500);

    expect((await failureOf(leases().acquire('long', 'backup'))).kind).toBe('AlreadyRunning');
    expect(lease.signal.aborted).toBe(false);
    await lease.release();
  });
});
