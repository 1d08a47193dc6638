import type { handler as Handler } from '../../../lambda/manage-incident/handler';
import type { Incident } from '../../../lambda/shared/incidents/incident';
import { incidentRecord, after, START } from '../incidents/incident-records';
import { IncidentWorld } from '../incidents/incident-world';
import { captured } from '../support/captured';
import { siteRecord } from '../support/site-records';

jest.setTimeout(60_000);

let world: IncidentWorld;
let handler: typeof Handler;
let count = 0;

const by = 'ann@vinefield.example';
const WORDS = {
  what: 'A backup lay in a bucket that others could read.',
  data: 'Names and addresses of contacts.',
  when: 'on 24 November 2026',
  measures: 'The bucket was closed.',
  advice: 'Tell your contacts to expect strange mail.',
};

beforeAll(async () => {
  world = await IncidentWorld.start();
  const record = (customer: string, noticeContact?: string) => ({ customer, noticeContact });
  await world.operations.know(
    siteRecord('estate', { job: { record: record('ironbark-wines', 'privacy@ironbark.example') } }),
    siteRecord('hunter', { server: 'shared-2', job: { record: record('ironbark-wines') } }),
    siteRecord('lakeshore', { job: { record: record('lakeshore', 'dpo@lakeshore.example') } }),
    siteRecord('gone', { state: 'erased', job: { record: record('gone-customer', 'x@gone.example') } }),
  );
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/manage-incident/handler'));
});
afterAll(() => world?.stop());

async function ask(request: object, { at = after({ hours: 1 }), execution = `execution-${++count}` } = {}) {
  const { result } = await captured(() => handler({ request, at: at.toISOString(), execution }));
  return result as Record<string, unknown>;
}

async function keep(changes: Partial<Incident> = {}): Promise<string> {
  const id = `inc-20261126-${String(++count).padStart(12, '0')}`;
  await world.store.open({ incident: incidentRecord({ id, resource: id, ...changes }), entries: [] });
  return id;
}

async function declare(incident: string, more: object = {}, at = after({ hours: 1 })) {
  return ask({ action: 'declare-breach', incident, by, ...WORDS, ...more }, { at });
}

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

  test('shows whom it affects, by server, by site or as a whole', async () => {
    const affected = async (affects: Incident['affects']) =>
      (await ask({ action: 'show', incident: await keep({ affects }) })).affectedSites;
    expect(await affected({ sites: [], servers: ['shared-1'], region: false })).toBe(2);
    expect(await affected({ sites: ['hunter'], servers: [], region: false })).toBe(1);
    expect(await affected({ sites: [], servers: [], region: true })).toBe(3);
  });
});

describe('a breach (IR-01, IR-02)', () => {
  test('starts the clock from awareness, with a draft for each affected customer and whom to send it to', async () => {
    const incident = await keep();
    const answer = await declare(incident, { awareAt: START });
    expect(answer).toMatchObject({
      severity: 'critical',
      breach: { awareAt: START, noticeDueAt: after({ hours: 24 }).toISOString(), customers: 2, sent: 0 },
      customers: [
        { customer: 'ironbark-wines', contact: 'privacy@ironbark.example' },
        { customer: 'lakeshore', contact: 'dpo@lakeshore.example' },
      ],
    });
    expect(await world.clocks(incident)).toEqual([`${incident}-breach-2`]);
    const { text, sites, residency } = (await ask({ action: 'show-notice', incident, customer: 'ironbark-wines' })) as {
      text: string;
      sites: string[];
      residency: string;
    };
    expect(sites).toEqual(['estate', 'hunter']);
    expect(residency).toBe('european-union');
    for (const words of [
      ...Object.values(WORDS),
      incident,
      'estate, hunter',
      '2026-11-26 02:00 UTC',
      'privacy@vinefield.example',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('{{');
    expect(text).not.toContain('lakeshore');
  });

  test('concerns the sites that the operator names, where those are named, and refuses what is no site here', async () => {
    const incident = await keep();
    expect(await declare(incident, { sites: ['lakeshore'] })).toMatchObject({ breach: { customers: 1 } });
    await expect(declare(await keep(), { sites: ['lakeshore', 'nobody'] })).rejects.toThrow(/has no site nobody/);
  });

  test('of what was thought harmless escalates from now, not from when it was opened', async () => {
    const incident = await keep({ severity: 'low' });
    await declare(incident, {}, after({ hours: 9 }));
    const { severity, round, escalatesFrom } = (await world.store.incident(incident))!;
    expect({ severity, round, escalatesFrom }).toEqual({
      severity: 'critical',
      round: 2,
      escalatesFrom: after({ hours: 9 }).toISOString(),
    });
  });

  test('of nobody is refused: its sites must be named', async () => {
    const affects = { sites: [], servers: [], region: false };
    await expect(declare(await keep({ affects }))).rejects.toThrow(/name the affected 'sites'/);
  });

  test('declared once more adds customers, and gains no time', async () => {
    const incident = await keep();
    await declare(incident, { sites: ['lakeshore'], awareAt: START });
    await ask({ action: 'record-notice', incident, customer: 'lakeshore', by });
    expect(await declare(incident, { sites: ['estate'] }, after({ hours: 9 }))).toMatchObject({
      breach: { awareAt: START, noticeDueAt: after({ hours: 24 }).toISOString(), customers: 2, sent: 1 },
    });
    expect(await declare(incident, { awareAt: after({ hours: -3 }).toISOString() })).toMatchObject({
      breach: { noticeDueAt: after({ hours: 21 }).toISOString() },
    });
  });

  test('that we will become aware of tomorrow is refused', async () => {
    const awareAt = after({ hours: 2 }).toISOString();
    await expect(declare(await keep(), { awareAt })).rejects.toThrow(/lies in the future/);
  });

  test('records when each customer was told, once, and is not resolved before all were', async () => {
    const incident = await keep();
    await declare(incident);
    const resolve = { action: 'resolve', incident, by, text: 'All customers were told.' };
    await expect(ask(resolve)).rejects.toThrow(/2 of 2 customers have not been told/);
    const sentAt = after({ minutes: 50 }).toISOString();
    for (const customer of ['lakeshore', 'lakeshore', 'ironbark-wines']) {
      await ask({ action: 'record-notice', incident, customer, by, sentAt });
    }
    expect((await world.store.incident(incident))?.breach).toMatchObject({ customers: 2, sent: 2 });
    expect(await world.store.notice(incident, 'lakeshore')).toMatchObject({ sentAt, sentBy: by });
    const history = (await world.store.history(incident)).map(({ what }) => what);
    expect(history.filter((what) => what.startsWith('told customer'))).toEqual([
      `told customer lakeshore, sent at ${sentAt}`,
      `told customer ironbark-wines, sent at ${sentAt}`,
    ]);
    expect(await ask(resolve)).toMatchObject({ state: 'resolved' });
  });

  test('has no notice for a customer whom it does not concern', async () => {
    const incident = await keep();
    await declare(incident, { sites: ['lakeshore'] });
    await expect(ask({ action: 'record-notice', incident, customer: 'ironbark-wines', by })).rejects.toThrow(
      /no notice for 'ironbark-wines'/,
    );
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
