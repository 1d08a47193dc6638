import { parseCommandLine } from '../../../worker/command-line';
import { parseJob } from '../../../worker/job';
import type { handler as Handler, WavePlan } from '../../../lambda/plan-wave/handler';
import type { Batch } from '../../../lambda/shared/step';
import { captured } from '../support/captured';
import { OperationsWorld } from '../support/operations-world';
import { BUCKET, siteRecord } from '../support/site-records';

jest.setTimeout(90_000);

let world: OperationsWorld;
let handler: typeof Handler;

beforeAll(async () => {
  world = await OperationsWorld.start();
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/plan-wave/handler'));
});
afterAll(() => world?.stop());

const NIGHT = { wave: 'backup', at: '2026-03-07T03:00:00Z', timeZone: 'Europe/Berlin', run: 'night' };
const plan = (execution: string, changes: object = {}) => captured(() => handler({ ...NIGHT, execution, ...changes }));
/** What the map reads. */
const batchesOf = async ({ plan: { bucket, key } }: WavePlan) => (await world.json(`s3://${bucket}/${key}`)) as Batch[];

test('a wave is planned from the registry, and its jobs lie where its steps say', async () => {
  await world.know(
    siteRecord('acme'),
    siteRecord('brut', { server: 'shared-2' }),
    siteRecord('sydney', { server: 'shared-2', job: { timeZone: 'Australia/Sydney' } }),
  );
  const { result } = await plan('night-1');
  expect(result).toEqual({
    wave: 'backup',
    at: '2026-03-07T03:00:00.000Z',
    execution: 'night-1',
    sites: 2,
    plan: { bucket: BUCKET, key: 'jobs/night-1.json' },
  });
  const batches = await batchesOf(result);
  expect(batches.map(({ steps }) => steps.map(({ operation, sites }) => [operation, ...sites]))).toEqual([
    [
      ['backup', 'acme'],
      ['verify', 'acme'],
    ],
    [
      ['backup', 'brut'],
      ['verify', 'brut'],
    ],
  ]);
  for (const { steps } of batches) {
    for (const step of steps) {
      expect(parseCommandLine(step.arguments)).toMatchObject({ operation: step.operation, job: step.job });
      const job = parseJob(JSON.stringify(await world.job(step.job)));
      expect(job).toMatchObject({ platform: 'cordon', server: { secret: `cordon/production/server/${step.server}` } });
      expect(job.sites.map(({ id }) => id)).toEqual(step.sites);
      // The whole record of the site, which its backups carry.
      expect(job.sites[0]?.record).toEqual({ name: `The ${step.sites[0]} winery` });
    }
  }
});

test('planned again, an execution has the same plan and the same jobs', async () => {
  const first = await plan('night-again');
  const planned = await batchesOf(first.result);
  const keys = await world.keys('jobs/night-again/');
  expect(keys).toEqual(['jobs/night-again/shared-1.json', 'jobs/night-again/shared-2.json']);
  const second = await plan('night-again');
  expect(second.result).toEqual(first.result);
  expect(await batchesOf(second.result)).toEqual(planned);
  expect(await world.keys('jobs/night-again/')).toEqual(keys);
});

test('a server has one proof a night, whatever zones its sites are in', async () => {
  await world.know(
    ...['Asia/Tokyo', 'Asia/Karachi', 'Asia/Dubai'].map((timeZone, index) =>
      siteRecord(`asia-${index}`, { server: 'shared-asia', job: { timeZone } }),
    ),
  );
  const proved = await Promise.all(
    ['Asia/Tokyo', 'Asia/Karachi', 'Asia/Dubai'].map(async (timeZone, index) => {
      const { result } = await plan(`night-asia-${index}`, { timeZone });
      return (await batchesOf(result)).flatMap(({ steps }) => steps.filter(({ operation }) => operation === 'verify'));
    }),
  );
  expect(proved.flat()).toHaveLength(1);
});

test('a wave without sites is an empty plan', async () => {
  const { result } = await plan('night-nowhere', { timeZone: 'Africa/Johannesburg' });
  expect(result.sites).toBe(0);
  expect(await batchesOf(result)).toEqual([]);
  expect(await world.keys('jobs/night-nowhere/')).toEqual([]);
});

test('a site that cannot be planned is counted as failed, and named in the log', async () => {
  await world.know(siteRecord('broken', { job: { timeZone: 'Africa/Harare', dailyAttachmentsLimit: -1 } }));
  const { result, metrics, lines } = await plan('night-broken', { timeZone: 'Africa/Harare' });
  expect(result.sites).toBe(0);
  expect(metrics).toContainEqual({ name: 'Failed', unit: 'Count', values: [1], dimensions: [{ operation: 'backup' }] });
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'ERROR', unplanned: [expect.objectContaining({ site: 'broken' })] }),
  );
});

test('a request that is wrong plans nothing', async () => {
  await expect(handler({ ...NIGHT, run: undefined, execution: 'night-wrong' })).rejects.toThrow(/run/);
  expect(await world.keys('jobs/night-wrong/')).toEqual([]);
});

test('BK-01 five thousand sites of one zone are planned, and what is passed on is as short as for one', async () => {
  // As large as records of sites are.
  const record = { name: 'A winery', notes: 'x'.repeat(500) };
  const job = { timeZone: 'America/Chicago', record };
  const pattern = siteRecord('pattern-of-a-site', { server: 'pattern-of-a-server', newestBackup: undefined, job });
  await world.know(pattern);
  const others = Array.from({ length: 4999 }, (_, index) => ({
    id: `customer-site-${String(index).padStart(6, '0')}`,
    server: `shared-${100 + Math.floor(index / 200)}`,
  }));
  await world.multiply(pattern, others);
  const { result, lines } = await plan('night-large', { timeZone: 'America/Chicago' });
  const batches = await batchesOf(result);
  expect(result.sites).toBe(5000);
  expect(batches).toHaveLength(26);
  expect(new Set(batches.flatMap(({ steps }) => steps.flatMap((step) => step.sites))).size).toBe(5000);
  expect(await world.keys('jobs/night-large/')).toHaveLength(26);
  expect(lines.find(({ message }) => message === 'planned')).toMatchObject({ sites: 5000, batches: 26 });
});
