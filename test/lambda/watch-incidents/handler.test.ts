import type { handler as Handler } from '../../../lambda/watch-incidents/handler';
import type { Incident } from '../../../lambda/shared/incidents/incident';
import { breached, disclosed, incidentRecord, after } from '../incidents/incident-records';
import { IncidentWorld } from '../incidents/incident-world';
import { captured } from '../support/captured';
import { EventQueue } from '../support/event-queue';

jest.setTimeout(60_000);

let world: IncidentWorld;
let queue: EventQueue;
let handler: typeof Handler;
let count = 0;

beforeAll(async () => {
  world = await IncidentWorld.start();
  queue = await EventQueue.listen(world.operations.aws, {
    source: ['cordon.incidents'],
    'detail-type': ['Incident Notice'],
  });
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/watch-incidents/handler'));
});
afterAll(() => world?.stop());
/** The sweep of the next test finds nothing of this one. */
afterEach(async () => {
  for (const { id } of await world.store.unresolved()) {
    await world.store.change(id, (incident) => ({ incident: { ...incident, state: 'resolved' }, entries: [] }));
  }
  await queue.take();
});

/** Keeps an incident under an id of its own. */
async function keep(incident: Incident): Promise<string> {
  const id = `inc-20261126-${String(++count).padStart(12, '0')}`;
  await world.store.open({ incident: { ...incident, id, resource: id }, entries: [] });
  return id;
}

async function look(at: Date, incident?: string) {
  return captured(() => handler({ at: at.toISOString(), incident }));
}

/** Notices that have arrived: incident, name and levels. */
async function notices(): Promise<string[]> {
  return (await queue.take()).map(
    ({ detail }) => `${String(detail.notice)} -> ${(detail.levels as number[]).join(',')}`,
  );
}

test('IR-03: an incident that nobody acknowledges reaches each level in its turn, and its clock knows when to look', async () => {
  const id = await keep(incidentRecord());
  expect((await look(after({}), id)).result).toEqual({ next: after({ minutes: 15 }).toISOString() });
  expect(await notices()).toEqual(['level-1.1 -> 1']);
  expect((await look(after({ minutes: 15 }), id)).result).toEqual({ next: after({ minutes: 75 }).toISOString() });
  expect(await notices()).toEqual(['level-2.1 -> 2']);
  expect((await look(after({ minutes: 75 }), id)).result).toEqual({ next: after({ minutes: 315 }).toISOString() });
  expect((await look(after({ minutes: 315 }), id)).result).toEqual({ next: null });
  expect(await notices()).toEqual(['level-3.1 -> 3', 'everyone.1 -> 1,2,3']);
  const history = await world.store.history(id);
  expect(history.map(({ by, detail }) => [by, detail])).toEqual(
    ['level-1.1', 'level-2.1', 'level-3.1', 'everyone.1'].map((name) => ['watch-incidents', name]),
  );
});

test('a notice says which incident, how grave and whom it concerns', async () => {
  const affects = { sites: Array.from({ length: 12 }, (_, index) => `site-${index + 10}`), servers: [], region: false };
  const id = await keep(incidentRecord({ affects }));
  await look(after({}), id);
  const [event] = await queue.take();
  expect(event?.detail).toMatchObject({ incident: id, severity: 'high', title: 'Something is wrong' });
  expect(event?.detail.affected).toMatch(/^site-10, .*site-19 and 2 more$/);
});

test('looked at by two at the same time, each notice is sent once', async () => {
  const id = await keep(incidentRecord());
  await captured(() =>
    Promise.all(Array.from({ length: 5 }, () => handler({ at: after({}).toISOString(), incident: id }))),
  );
  expect(await notices()).toEqual(['level-1.1 -> 1']);
});

test('IR-01: a sweep that comes late, after the clock was lost, catches up with everything that is still of use', async () => {
  const id = await keep(breached());
  await look(after({ hours: 21 }));
  expect(await notices()).toEqual(['breach-declared -> 1,2,3', 'breach-12h -> 1,2', 'breach-4h -> 1,2']);
  await look(after({ hours: 25 }));
  expect(await notices()).toEqual(['breach-overdue -> 1,2,3']);
  await look(after({ hours: 26 }));
  expect(await notices()).toEqual([]);
  expect(await world.store.history(id)).toHaveLength(4);
});

test('the sweep measures what is open, how long it waits, and the hours that are left', async () => {
  await keep(incidentRecord());
  await keep(incidentRecord({ severity: 'critical', state: 'acknowledged' }));
  await keep(breached({ customers: 3, sent: 1 }));
  await keep(disclosed());
  const { metrics } = await look(after({ hours: 20 }));
  const value = (name: string, severity?: string) =>
    metrics
      .filter((one) => one.name === name && one.dimensions[0]?.severity === severity)
      .flatMap(({ values }) => values);
  expect(value('OpenIncidents', 'critical')).toEqual([1]);
  expect(value('OpenIncidents', 'high')).toEqual([2]);
  expect(value('OpenIncidents', 'low')).toEqual([0]);
  expect(value('OpenDisclosures')).toEqual([1]);
  expect(value('OldestUnacknowledgedMinutes')).toEqual([20 * 60]);
  expect(value('HoursToNoticeDeadline')).toEqual([4]);
  expect(value('NoticesOverdue')).toEqual([0]);
  expect(value('DisclosuresOverdue')).toEqual([0]);
});

test('what is overdue is counted: customers that were not told, reports that were not answered or resolved', async () => {
  await keep(breached({ customers: 3, sent: 1 }));
  await keep(disclosed());
  await keep(disclosed({ confirmedAt: after({}).toISOString() }));
  const at = async (time: Date) =>
    Object.fromEntries((await look(time)).metrics.map(({ name, values }) => [name, values[0]]));
  expect(await at(after({ hours: 72 }))).toMatchObject({
    NoticesOverdue: 2,
    HoursToNoticeDeadline: -48,
    DisclosuresOverdue: 1,
  });
  expect(await at(after({ days: 90 }))).toMatchObject({ DisclosuresOverdue: 2 });
});

test('with nothing open it still says so, since its silence is an alarm; but no hours to a deadline', async () => {
  const names = (await look(after({}))).metrics.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['NoticesOverdue', 'OldestUnacknowledgedMinutes']));
  expect(names).not.toContain('HoursToNoticeDeadline');
});

test('what is of low severity wakes nobody, waits for nobody, and closes when it has been quiet for the window', async () => {
  const id = await keep(incidentRecord({ severity: 'low' }));
  const { metrics } = await look(after({ hours: 23 }));
  expect(metrics.find(({ name }) => name === 'OldestUnacknowledgedMinutes')?.values).toEqual([0]);
  expect((await world.store.incident(id))?.state).toBe('open');
  await look(after({ hours: 24 }));
  expect(await world.store.incident(id)).toMatchObject({
    state: 'resolved',
    resolvedAt: after({ hours: 24 }).toISOString(),
  });
  expect(await notices()).toEqual([]);
});

test('an incident that is not there fails the clock, and no sweep', async () => {
  await expect(handler({ at: after({}).toISOString(), incident: 'inc-20261126-ffffffffffff' })).rejects.toThrow(
    /There is no incident 'inc-20261126-ffffffffffff'/,
  );
  expect((await look(after({}))).result).toEqual({ next: null });
});
