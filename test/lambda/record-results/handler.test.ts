import type { handler as Handler } from '../../../lambda/record-results/handler';
import { captured } from '../support/captured';
import { EventQueue } from '../support/event-queue';
import { OperationsWorld } from '../support/operations-world';
import { siteRecord } from '../support/site-records';
import { BACKED_UP, done, failed, lines, RESTORED, step, VERIFIED } from '../support/worker-said';
import type { SiteOutcome } from '../../../lambda/shared/outcome';
import type { Step } from '../../../lambda/shared/step';

jest.setTimeout(60_000);

const AT = '2026-03-08T03:00:00.000Z';
let world: OperationsWorld;
let queue: EventQueue;
let handler: typeof Handler;
let executions = 0;

beforeAll(async () => {
  world = await OperationsWorld.start();
  queue = await EventQueue.listen(world.aws, {
    source: ['cordon.sites'],
    'detail-type': ['Site Operation Failed', 'Erased Person May Be Back'],
  });
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/record-results/handler'));
});
afterAll(() => world?.stop());
afterEach(() => queue.take());

/** Records a step that the worker has said this of. */
async function record(operation: Step['operation'], sites: readonly string[], said: readonly SiteOutcome[], rest = {}) {
  const execution = `execution-${++executions}`;
  const of = step(operation, sites, execution);
  if (said.length > 0) await world.put(of.outcomes.replace(/^s3:\/\/[^/]+\//, ''), lines(...said));
  const event = { step: of, at: AT, execution, ...rest };
  return { execution, event, ...(await captured(() => handler(event))) };
}

test('a backup is in the registry, and is the newest of its site', async () => {
  await world.know(siteRecord('acme'));
  const { execution, result, metrics } = await record('backup', ['acme'], [done('acme', BACKED_UP)]);
  expect(result).toEqual({ done: 1, failed: 0, failedSites: [] });
  expect(await world.registry.site('acme')).toMatchObject({
    newestBackup: { backup: '2026-03-08-1-night', snapshotAt: BACKED_UP.snapshotAt },
  });
  const backups = await world.registry.backups('acme');
  expect(backups.find(({ id }) => id === '2026-03-08-1-night')).toMatchObject({
    state: 'complete',
    slot: 'daily',
    attachmentsOf: '2026-03-07-1-night',
    bytes: 4711,
  });
  expect(await world.registry.operations('acme')).toEqual([
    { operation: 'backup', at: AT, execution, outcome: 'done', result: { ...BACKED_UP } },
  ]);
  expect(metrics).toEqual([
    { name: 'Done', unit: 'Count', values: [1], dimensions: [{ operation: 'backup' }] },
    { name: 'Failed', unit: 'Count', values: [0], dimensions: [{ operation: 'backup' }] },
  ]);
  expect(await queue.take()).toEqual([]);
});

test('a proof is in the registry with its recovery time, and is measured', async () => {
  await world.know(siteRecord('proven'));
  const backup = { ...BACKED_UP };
  await record('backup', ['proven'], [done('proven', backup)]);
  const at = '2026-03-08T04:00:41.000Z';
  const { metrics } = await record('verify', ['proven'], [done('proven', VERIFIED)], { at });
  expect((await world.registry.site('proven'))?.newestProof).toEqual({ backup: '2026-03-08-1-night', at });
  const backups = await world.registry.backups('proven');
  expect(backups.find(({ id }) => id === '2026-03-08-1-night')).toMatchObject({ verifiedAt: at, damaged: false });
  expect((await world.registry.operations('proven')).at(-1)).toMatchObject({ rpoSeconds: 3600, rtoSeconds: 4.5 });
  const dimensions = [{ operation: 'verify' }];
  expect(metrics).toEqual(
    expect.arrayContaining([
      { name: 'RecoveryTimeSeconds', unit: 'Seconds', values: [4.5], dimensions },
      { name: 'RecoveryPointSeconds', unit: 'Seconds', values: [3600], dimensions },
    ]),
  );
});

test('a damaged backup counts as none, until a later proof says otherwise', async () => {
  await world.know(siteRecord('hurt'));
  await record('backup', ['hurt'], [done('hurt', BACKED_UP)]);
  const said = failed('hurt', 'BackupDamaged', 'The dump is damaged', '2026-03-08-1-night');
  await record('verify', ['hurt'], [said], { at: '2026-03-08T05:00:00Z' });
  const newest = async () => (await world.registry.backups('hurt')).find(({ id }) => id === '2026-03-08-1-night');
  expect(await newest()).toMatchObject({ state: 'complete', damaged: true });
  expect(await world.registry.site('hurt')).toMatchObject({
    newestDamage: { backup: '2026-03-08-1-night', at: '2026-03-08T05:00:00.000Z' },
  });
  await record('verify', ['hurt'], [done('hurt', VERIFIED)], { at: '2026-03-08T06:00:00Z' });
  expect(await newest()).toMatchObject({ damaged: false, verifiedAt: '2026-03-08T06:00:00.000Z' });
});

test.each([
  ['onboard', 'planned', 'active'],
  ['retire', 'departed', 'retired'],
  ['erase', 'retired', 'erased'],
] as const)('after %s a site that was %s is %s', async (operation, before, after) => {
  const site = `to-${operation}`;
  await world.know(siteRecord(site, { state: before }));
  await record(operation, [site], [failed(site, 'DatabaseFailed', 'no connection')]);
  expect((await world.registry.site(site))?.state).toBe(before);
  await record(operation, [site], [done(site, {})]);
  expect(await world.registry.site(site)).toMatchObject({ state: after, since: AT });
});

test('every failed site is told of, those without a word as well, and all are in the registry', async () => {
  const sites = ['told-1', 'told-2', 'told-3'];
  await world.know(...sites.map((id) => siteRecord(id)));
  const said = [done('told-1', BACKED_UP), failed('told-2', 'AlreadyRunning', 'Site told-2 is being worked on')];
  const error = { Error: 'States.Timeout', Cause: '' };
  const { execution, result, metrics } = await record('backup', sites, said, { error });
  expect(result).toEqual({ done: 1, failed: 2, failedSites: ['told-2', 'told-3'] });
  const common = { operation: 'backup', at: AT, execution };
  const events = await queue.take();
  const told = events.map(({ source, detail }) => ({ source, ...detail }));
  const source = 'cordon.sites';
  const message = 'Site told-2 is being worked on';
  expect(told).toContainEqual({ source, site: 'told-2', ...common, kind: 'AlreadyRunning', message });
  expect(told).toContainEqual({ source, site: 'told-3', ...common, kind: 'WorkerEnded', message: 'States.Timeout' });
  expect(events).toHaveLength(2);
  expect((await world.registry.operations('told-3')).map(({ outcome, error: why }) => [outcome, why?.kind])).toEqual([
    ['failed', 'WorkerEnded'],
  ]);
  expect(metrics).toContainEqual({
    name: 'Failed',
    unit: 'Count',
    values: [2],
    dimensions: [{ operation: 'backup' }],
  });
});

test('a worker that never started fails all sites, of which twenty are named', async () => {
  const sites = Array.from({ length: 25 }, (_, index) => `lost-${index + 10}`);
  await world.know(...sites.map((id) => siteRecord(id, { newestBackup: undefined })));
  const error = { Error: 'ECS.AmazonECSException', Cause: 'no capacity' };
  const { result } = await record('backup', sites, [], { error });
  expect(result).toEqual({ done: 0, failed: 25, failedSites: sites.slice(0, 20) });
  const events = await queue.take();
  expect(new Set(events.map(({ detail }) => detail.site))).toEqual(new Set(sites));
  expect(events[0]?.detail.message).toBe('ECS.AmazonECSException: no capacity');
});

test('recorded once more, nothing changes', async () => {
  await world.know(siteRecord('again'));
  const { event } = await record('backup', ['again'], [done('again', BACKED_UP)]);
  const before = [await world.registry.backups('again'), await world.registry.operations('again')];
  await captured(() => handler(event));
  expect([await world.registry.backups('again'), await world.registry.operations('again')]).toEqual(before);
});

test('an old result that is recorded late takes the place of no newer one', async () => {
  await world.know(siteRecord('late'));
  await record('backup', ['late'], [done('late', BACKED_UP)]);
  const older = { ...BACKED_UP, backup: '2026-03-07-1-night', localDate: '2026-03-07', slot: 'weekly' };
  const times = { startedAt: '2026-03-07T03:00:40.000Z', snapshotAt: '2026-03-07T03:00:41.000Z' };
  await record('backup', ['late'], [done('late', { ...older, ...times })]);
  expect((await world.registry.site('late'))?.newestBackup?.backup).toBe('2026-03-08-1-night');
});

test('a recovery test of more sites than a metric has values keeps its dimensions', async () => {
  const sites = Array.from({ length: 150 }, (_, index) => `drill-${index + 100}`);
  const said = sites.map((site) => done(site, { ...VERIFIED, seconds: 1 }));
  const { result, metrics } = await record('verify', sites, said, { at: '2026-03-09T03:00:00Z' });
  expect(result.done).toBe(150);
  const times = metrics.filter(({ name }) => name === 'RecoveryTimeSeconds');
  expect(times.flatMap(({ values }) => values)).toHaveLength(150);
  expect(times.every(({ dimensions: [first, ...more] }) => first?.operation === 'verify' && more.length === 0)).toBe(
    true,
  );
});

test('a restore is measured, and its result kept', async () => {
  await world.know(siteRecord('restored'));
  await record('restore', ['restored'], [done('restored', RESTORED)], { at: '2026-03-08T10:00:41Z' });
  expect(await world.registry.operations('restored')).toEqual([
    expect.objectContaining({ operation: 'restore', rtoSeconds: 20.25, rpoSeconds: 7 * 3600, result: { ...RESTORED } }),
  ]);
});

test.each([
  ['retired', 'active'],
  ['departed', 'departed'],
] as const)(
  'a %s site that was restored is %s: a retired one is used, and so backed up, again',
  async (before, after) => {
    const site = `restored-${before}`;
    await world.know(siteRecord(site));
    await world.registry.setState(site, before, '2026-03-01T00:00:00Z');
    await record('restore', [site], [done(site, RESTORED)], { at: '2026-03-08T10:00:41Z' });
    expect(await world.registry.site(site)).toMatchObject({ state: after });
  },
);

test('what is no record of a step is refused', async () => {
  await expect(handler({ step: {}, at: AT, execution: 'one' })).rejects.toThrow(/operation/);
});

test('a restore that could not erase somebody again is told of, one that could is not (TN-22)', async () => {
  await world.know(siteRecord('restored-1'), siteRecord('restored-2'));
  await record(
    'restore',
    ['restored-1'],
    [done('restored-1', { ...RESTORED, erasedAgain: ['a'], notErasedAgain: [] })],
  );
  expect(await queue.take()).toEqual([]);
  await record(
    'restore',
    ['restored-2'],
    [done('restored-2', { ...RESTORED, erasedAgain: [], notErasedAgain: ['b'] })],
  );
  expect(await queue.take()).toMatchObject([
    { 'detail-type': 'Erased Person May Be Back', detail: { site: 'restored-2', receipts: ['b'] } },
  ]);
});
