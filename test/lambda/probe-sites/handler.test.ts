import type { handler as Handler } from '../../../lambda/probe-sites/handler';
import { captured } from '../support/captured';
import { OperationsWorld } from '../support/operations-world';
import { siteRecord } from '../support/site-records';

jest.setTimeout(60_000);

let world: OperationsWorld;
let handler: typeof Handler;

beforeAll(async () => {
  world = await OperationsWorld.start();
  Object.assign(process.env, { HEALTH_PATH: '/health', SITES_PER_RUN: '100' });
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/probe-sites/handler'));
});
afterAll(() => world?.stop());

const run = () => captured(() => handler({ at: '2026-03-08T08:30:00Z' }));

test('a region without sites is measured too, so that silence means that nobody looks (AV-08)', async () => {
  const { result, metrics } = await run();
  expect(result).toEqual({ probed: 0, down: [], weak: [] });
  expect(metrics).toEqual(
    ['SitesProbed', 'SitesDown', 'SitesWeak', 'SitesKnown'].map((name) => ({
      name,
      unit: 'Count',
      values: [0],
      dimensions: [{}],
    })),
  );
});

test('a site that does not answer is counted, in all and by its kind, and named in the log alone', async () => {
  // Nothing listens at port 443 of this address of the machine itself.
  const job = { record: { hostName: '127.0.0.99' } };
  await world.know(siteRecord('acme', { job }), siteRecord('acme-test', { kind: 'test', job }), siteRecord('nameless'));
  const { result, metrics, lines } = await run();
  expect(result).toEqual({ probed: 2, down: expect.arrayContaining(['acme', 'acme-test']) as string[], weak: [] });
  const down = metrics.filter(({ name }) => name === 'SitesDown');
  expect(down).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ values: [2], dimensions: [{}] }),
      expect.objectContaining({ values: [1], dimensions: [{ kind: 'production' }] }),
      expect.objectContaining({ values: [1], dimensions: [{ kind: 'test' }] }),
    ]),
  );
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'WARN', message: 'site is down', site: 'acme', down: 'ECONNREFUSED' }),
  );
  expect(JSON.stringify(metrics)).not.toContain('acme');
});

test('what says no moment is refused', async () => {
  await expect(handler({})).rejects.toThrow(/at/);
});
