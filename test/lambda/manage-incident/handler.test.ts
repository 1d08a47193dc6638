import type { Incident } from '../../../lambda/shared/incidents/incident';
import { after, START } from '../incidents/incident-records';
import type { IncidentWorld } from '../incidents/incident-world';
import { by, Desk } from './desk';

jest.setTimeout(60_000);

let desk: Desk;
let world: IncidentWorld;
beforeAll(async () => {
  desk = await Desk.open();
  ({ world } = desk);
});
afterAll(() => world?.stop());

const ask = (...request: Parameters<Desk['ask']>) => desk.ask(...request);
const keep = (...changes: Parameters<Desk['keep']>) => desk.keep(...changes);

describe('an incident', () => {
  test('IR-03: is acknowledged by somebody, in whose name it stands with the execution that CloudTrail knows', async () => {
    const incident = await keep();
    expect(await ask({ action: 'acknowledge', incident, by }, { execution: 'night-watch' })).toMatchObject({
      id: incident,
      state: 'acknowledged',
    });
    expect(await world.store.incident(incident)).toMatchObject({
      acknowledgedBy: by,
      acknowledgedAt: after({ hours: 1 }).toISOString(),
    });
    expect(await world.store.history(incident)).toEqual([
      { at: after({ hours: 1 }).toISOString(), by, what: 'acknowledged', detail: 'night-watch' },
    ]);
  });

  test('is acknowledged once: the first one counts', async () => {
    const incident = await keep();
    await ask({ action: 'acknowledge', incident, by });
    await ask({ action: 'acknowledge', incident, by: 'bob@vinefield.example' });
    expect((await world.store.incident(incident))?.acknowledgedBy).toBe(by);
    expect(await world.store.history(incident)).toHaveLength(1);
  });

  test('keeps what people note and why it was resolved, in their order, and is no longer listed', async () => {
    const incident = await keep();
    await ask({ action: 'note', incident, by, text: 'The address is that of our own scanner.' });
    await ask({ action: 'resolve', incident, by, text: 'It was our own scanner.' });
    expect((await world.store.history(incident)).map(({ what }) => what)).toEqual([
      'The address is that of our own scanner.',
      'resolved: It was our own scanner.',
    ]);
    const { incidents } = (await ask({ action: 'list' })) as { incidents: { id: string }[] };
    expect(incidents.map(({ id }) => id)).not.toContain(incident);
    await expect(ask({ action: 'acknowledge', incident, by })).rejects.toThrow(/was resolved at .*'open' a new one/);
  });

  test('that only a person knows of is opened with a clock, once however often the execution runs', async () => {
    const request = {
      action: 'open',
      by,
      title: 'A customer saw another customer',
      severity: 'critical',
      sites: ['estate'],
    };
    const first = await ask(request, { execution: 'same' });
    expect(await ask(request, { execution: 'same' })).toEqual(first);
    expect(await world.store.incident(first.id as string)).toMatchObject({ severity: 'critical', source: 'person' });
    expect(await world.clocks(first.id as string)).toEqual([`${String(first.id)}-round-1`]);
    expect(await world.store.history(first.id as string)).toHaveLength(1);
  });

  test('that only a person knows of concerns sites that there are', async () => {
    const request = { action: 'open', by, title: 'A customer saw another customer', severity: 'high' };
    await expect(ask({ ...request, sites: ['estate', 'estaet'] })).rejects.toThrow(/has no site estaet/);
  });

  test('shows whom it affects, by server, by site or as a whole', async () => {
    const affected = async (affects: Incident['affects']) =>
      (await ask({ action: 'show', incident: await keep({ affects }) })).affectedSites;
    expect(await affected({ sites: [], servers: ['shared-1'], region: false })).toBe(2);
    expect(await affected({ sites: ['hunter'], servers: [], region: false })).toBe(1);
    expect(await affected({ sites: [], servers: [], region: true })).toBe(3);
  });
});

describe('a disclosure (IR-04)', () => {
  const report = { action: 'report-disclosure', by, title: 'Scripts run in the search field', severity: 'medium' };

  test('counts 72 hours to an answer and 90 days to its resolution, from when the report came in', async () => {
    const { id, disclosure } = await ask({ ...report, reportedAt: START });
    expect(id).toMatch(/^dis-20261126-/);
    expect(disclosure).toEqual({
      reportedAt: START,
      confirmBy: after({ hours: 72 }).toISOString(),
      resolveBy: after({ days: 90 }).toISOString(),
    });
    expect(await world.clocks(id as string)).toEqual([`${String(id)}-round-1`]);
  });

  test('is answered, then resolved, and in no other order', async () => {
    const { id: incident } = await ask(report);
    const resolve = { action: 'resolve', incident, by, text: 'Fixed in version 7.4.2.' };
    await expect(ask(resolve)).rejects.toThrow(/'confirm-disclosure' first/);
    expect(await ask({ action: 'confirm-disclosure', incident, by }, { at: after({ hours: 5 }) })).toMatchObject({
      disclosure: { confirmedAt: after({ hours: 5 }).toISOString() },
    });
    expect(await ask(resolve)).toMatchObject({ state: 'resolved' });
  });

  test('is no incident, and an incident is none', async () => {
    await expect(ask({ action: 'confirm-disclosure', incident: await keep(), by })).rejects.toThrow(/is no disclosure/);
  });
});

test('OR-09: lists every customer of the region with whom to write to, for whatever they must be told', async () => {
  expect(await ask({ action: 'list-customers' })).toEqual({
    customers: [
      {
        customer: 'ironbark-wines',
        contact: 'privacy@ironbark.example',
        residency: 'european-union',
        sites: ['estate', 'hunter'],
      },
      { customer: 'lakeshore', contact: 'dpo@lakeshore.example', residency: 'european-union', sites: ['lakeshore'] },
    ],
  });
});

test.each([
  [{ action: 'acknowledge', incident: 'inc-20261126-ffffffffffff', by }, /There is no incident/],
  [{ action: 'acknowledge', incident: 'inc-1', by }, /must be the id of an incident/],
  [{ action: 'acknowledge', incident: 'inc-20261126-ffffffffffff' }, /by/],
  [{ action: 'delete', incident: 'inc-20261126-ffffffffffff' }, /action/],
])('refuses %j', async (request, reason) => {
  await expect(ask(request)).rejects.toThrow(reason);
});
