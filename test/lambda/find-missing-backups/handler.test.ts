import type { handler as Handler } from '../../../lambda/find-missing-backups/handler';
import { captured } from '../support/captured';
import { OperationsWorld } from '../support/operations-world';
import { siteRecord } from '../support/site-records';

jest.setTimeout(60_000);

const AT = '2026-03-08T08:30:00Z';
let world: OperationsWorld;
let handler: typeof Handler;

beforeAll(async () => {
  world = await OperationsWorld.start();
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/find-missing-backups/handler'));
});
afterAll(() => world?.stop());

const watch = () => captured(() => handler({ at: AT }));
/** Alarms ask for the metric without any dimension. */
const count = (name: string, value: number) => ({ name, unit: 'Count', values: [value], dimensions: [{}] });

test('an empty platform is measured too, so that silence means that nobody looks', async () => {
  const { result, metrics } = await watch();
  expect(result).toEqual({ missing: 0, unproven: 0, watched: 0 });
  expect(metrics).toEqual([count('MissingBackups', 0), count('UnprovenSites', 0), count('SitesWatched', 0)]);
});

test('sites without a backup or a proof are counted, and named in the log', async () => {
  const newestBackup = { backup: '2026-03-08-1-night', snapshotAt: '2026-03-08T03:01:00.000Z' };
  const newestProof = { backup: '2026-03-08-1-night', at: '2026-03-08T03:00:00.000Z' };
  await world.know(
    siteRecord('healthy', { newestBackup, newestProof }),
    siteRecord('unproven', { newestBackup }),
    siteRecord('forgotten', { newestProof }),
    siteRecord('copy', { kind: 'training', newestBackup: undefined }),
  );
  const { result, metrics, lines } = await watch();
  expect(result).toEqual({ missing: 1, unproven: 1, watched: 3 });
  expect(metrics).toEqual([count('MissingBackups', 1), count('UnprovenSites', 1), count('SitesWatched', 3)]);
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'WARN', missing: ['forgotten'], unproven: ['unproven'] }),
  );
});

test('a site whose newest backup is damaged is one without', async () => {
  await world.registry.noteDamage('healthy', '2026-03-08-1-night', '2026-03-08T05:00:00.000Z');
  const { lines, result } = await watch();
  expect(result.missing).toBe(2);
  expect(lines).toContainEqual(expect.objectContaining({ missing: expect.arrayContaining(['healthy']) }));
});

test('what says no moment is refused', async () => {
  await expect(handler({})).rejects.toThrow(/at/);
});
