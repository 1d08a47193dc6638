import type { handler as Handler } from '../../../lambda/plan-operation/handler';
import { parseJob } from '../../../worker/job';
import { captured } from '../support/captured';
import { OperationsWorld } from '../support/operations-world';
import { siteRecord } from '../support/site-records';

jest.setTimeout(60_000);

let world: OperationsWorld;
let handler: typeof Handler;

beforeAll(async () => {
  world = await OperationsWorld.start();
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/plan-operation/handler'));
  await world.know(siteRecord('acme'), siteRecord('acme-training', { kind: 'training', newestBackup: undefined }));
});
afterAll(() => world?.stop());

const plan = (event: object) => captured(() => handler({ at: '2026-03-07T10:00:00Z', ...event }));

test('an operation is planned from the registry, and its job lies where its step says', async () => {
  const { result, lines } = await plan({ operation: 'export', site: 'acme', execution: 'export-1' });
  const [step] = result.steps;
  const job = parseJob(JSON.stringify(await world.job(step!.job)));
  expect(job.sites).toEqual([siteRecord('acme').job]);
  expect(job.exports).toBe('exports-eu-central-1');
  expect(lines).toContainEqual(expect.objectContaining({ message: 'planned', operation: 'export', site: 'acme' }));
});

test('planned again, an execution has the same plan and the same job', async () => {
  const event = { operation: 'restore', site: 'acme', backup: '2026-03-06-1-night', execution: 'restore-1' };
  const first = await plan(event);
  expect((await plan(event)).result).toEqual(first.result);
  expect(await world.keys('jobs/restore-1/')).toEqual(['jobs/restore-1/shared-1.json']);
});

test('a refusal is an error by name, and writes no job', async () => {
  const work = plan({ operation: 'verify', site: 'nobody', execution: 'refused-1' });
  await expect(work).rejects.toMatchObject({ name: 'UnknownSite' });
  expect(await world.keys('jobs/refused-1/')).toEqual([]);
});

test("a copy's backup is taken over, a site's own is not", async () => {
  const arrival = (site: string) => `sites/${site}/2026-03-07-1-night/manifest.json`;
  const own = await plan({ manifest: arrival('acme'), execution: 'arrival-1' });
  expect(own.result.steps).toEqual([]);
  expect(await world.keys('jobs/arrival-1/')).toEqual([]);
  const copy = await plan({ manifest: arrival('acme-training'), execution: 'arrival-2' });
  expect(copy.result.steps.map(({ operation, sites }) => [operation, ...sites])).toEqual([
    ['restore', 'acme-training'],
  ]);
  expect((await world.job(copy.result.steps[0]!.job)).sites.map(({ id }) => id)).toEqual(['acme-training']);
});
