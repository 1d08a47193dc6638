import { randomUUID } from 'node:crypto';
import type { handler as Handler } from '../../../lambda/open-incident/handler';
import { IncidentWorld } from '../incidents/incident-world';
import { captured } from '../support/captured';
import { siteRecord } from '../support/site-records';
import { EVENT_SAMPLES, type EventSample } from './event-samples';

jest.setTimeout(60_000);

let world: IncidentWorld;
let handler: typeof Handler;

beforeAll(async () => {
  world = await IncidentWorld.start();
  await world.operations.know(siteRecord('ironbark-estate'), siteRecord('acme'));
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/open-incident/handler'));
});
afterAll(() => world?.stop());

/** An event like a sample, with an id of its own. */
function like(sample: string, detail: Record<string, unknown> = {}, id: string = randomUUID()): EventSample {
  const event = EVENT_SAMPLES[sample]!;
  return { ...event, id, detail: { ...event.detail, ...detail } };
}

async function takeIn(event: EventSample) {
  const { result, lines } = await captured(() => handler(event));
  return { incidents: result, lines };
}

/** Something that no other test has an incident of. */
const address = () => ({ address: randomUUID() });

test('NW-10: a threat becomes an incident with a history and a clock', async () => {
  const event = like('guardduty-instance');
  const [id = ''] = (await takeIn(event)).incidents;
  expect(id).toMatch(/^inc-\d{8}-[0-9a-f]{12}$/);
  expect(await world.store.incident(id)).toMatchObject({
    state: 'open',
    severity: 'high',
    source: 'guardduty',
    count: 1,
  });
  expect(await world.store.history(id)).toMatchObject([
    { by: 'open-incident', what: 'opened as high', detail: `${event.id}.0` },
  ]);
  expect(await world.clocks(id)).toEqual([`${id}-round-1`]);
  expect((await world.store.unresolved()).map((one) => one.id)).toContain(id);
});

test('the same threat again counts the incident up, under the clock that it has', async () => {
  const bucket = { ...(EVENT_SAMPLES['guardduty-bucket']!.detail.resource as object) };
  const [first] = (await takeIn(like('guardduty-bucket', { resource: bucket }))).incidents;
  const [second] = (await takeIn(like('guardduty-bucket', { resource: bucket }))).incidents;
  expect(second).toBe(first);
  expect(await world.store.incident(first!)).toMatchObject({ count: 2 });
  expect(await world.store.history(first!)).toHaveLength(2);
  expect(await world.clocks(first!)).toHaveLength(1);
});

test('an event that is delivered twice counts once', async () => {
  const event = like('address-banned', address());
  const [first] = (await takeIn(event)).incidents;
  expect((await takeIn(event)).incidents).toEqual([first]);
  expect(await world.store.incident(first!)).toMatchObject({ count: 1 });
  // What wakes nobody has no clock.
  expect(await world.clocks(first!)).toEqual([]);
});

test('twelve events of one key at the same time make one incident, and none is lost', async () => {
  const of = address();
  const results = await captured(() =>
    Promise.all(Array.from({ length: 12 }, () => handler(like('address-banned', of)))),
  );
  const ids = new Set(results.result.flat());
  expect(ids.size).toBe(1);
  const [id = ''] = [...ids];
  expect(await world.store.incident(id)).toMatchObject({ count: 12 });
  expect(await world.store.history(id)).toHaveLength(12);
});

test('a bad night is one incident that knows all its sites', async () => {
  const operation = 'verify';
  const [first] = (await takeIn(like('site-backup', { operation, site: 'ironbark-estate' }))).incidents;
  const [second] = (await takeIn(like('site-backup', { operation, site: 'acme' }))).incidents;
  expect(second).toBe(first);
  expect((await world.store.incident(first!))?.affects).toEqual({
    sites: ['acme', 'ironbark-estate'],
    servers: [],
    region: false,
  });
});

test.each([
  ['site', like('malware', { site: 'nobody' })],
  ['server', like('backup-job', { resourceArn: 'arn:aws:rds:x:1:db:cordon-production-shared-9' })],
])('a %s that the registry does not know concerns everybody', async (_, event) => {
  const [id] = (await takeIn(event)).incidents;
  expect((await world.store.incident(id!))?.affects.region).toBe(true);
});

test('a server that the registry knows concerns its own sites', async () => {
  const [id] = (await takeIn(like('guardduty-database'))).incidents;
  expect((await world.store.incident(id!))?.affects).toEqual({ sites: [], servers: ['shared-1'], region: false });
});

test('what turns out graver gets another clock', async () => {
  const resource = { resourceType: 'Instance', instanceDetails: { instanceId: 'i-graver' } };
  const [id = ''] = (await takeIn(like('guardduty-instance', { resource }))).incidents;
  await takeIn(like('guardduty-instance', { resource, severity: 9.1 }));
  expect(await world.store.incident(id)).toMatchObject({ severity: 'critical', round: 2, count: 2 });
  expect((await world.clocks(id)).sort()).toEqual([`${id}-round-1`, `${id}-round-2`]);
});

test('logs ids and severities, and no words of the event', async () => {
  const { lines } = await takeIn(like('site-backup', { operation: 'erase', message: 'the secret label' }));
  expect(lines).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toContain('secret label');
});

test('an event that nobody understands fails, so that it ends where an alarm sees it', async () => {
  await expect(handler({ ...like('backup-job'), 'detail-type': 'Something New' })).rejects.toThrow(/Something New/);
  expect((await takeIn(like('alarm-slow'))).incidents).toEqual([]);
});
