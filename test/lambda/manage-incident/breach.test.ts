import { after, START } from '../incidents/incident-records';
import type { IncidentWorld } from '../incidents/incident-world';
import { siteRecord } from '../support/site-records';
import { by, Desk, WORDS } from './desk';

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
const declare = (...of: Parameters<Desk['declare']>) => desk.declare(...of);

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
    expect(await world.clocks(incident)).toEqual([`${incident}-breach-3`]);
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

  describe('of which more sites are found later', () => {
    const customer = 'ironbark-wines';
    const notice = async (incident: string) =>
      (await ask({ action: 'show-notice', incident, customer })) as { text: string; sites: string[] };

    test('adds them to a draft that was not sent, with what is known by then', async () => {
      const incident = await keep();
      await declare(incident, { sites: ['estate'] });
      await declare(incident, { sites: ['hunter'], data: 'Addresses, and telephone numbers too.' });
      const { sites, text } = await notice(incident);
      expect(sites).toEqual(['estate', 'hunter']);
      expect(text).toContain('estate, hunter');
      expect(text).toContain('telephone numbers too');
      expect((await world.store.incident(incident))?.breach).toMatchObject({ customers: 1, sent: 0 });
    });

    test('takes no notice for sent that went out before it named them all', async () => {
      const incident = await keep();
      await declare(incident, { sites: ['estate'] });
      await declare(incident, { sites: ['hunter'] }, after({ hours: 3 }));
      const record = (sentAt: Date) =>
        ask(
          { action: 'record-notice', incident, customer, by, sentAt: sentAt.toISOString() },
          { at: after({ hours: 5 }) },
        );
      await expect(record(after({ hours: 2 }))).rejects.toThrow(
        /names estate, hunter since .*send it as 'show-notice'/,
      );
      expect(await record(after({ hours: 4 }))).toMatchObject({ breach: { sent: 1 } });
    });

    test('has a customer who was told of others told once more, of these alone, by the same deadline', async () => {
      const incident = await keep();
      await declare(incident, { sites: ['estate', 'lakeshore'], awareAt: START });
      for (const one of [customer, 'lakeshore']) await ask({ action: 'record-notice', incident, customer: one, by });
      expect((await world.store.incident(incident))?.breach).toMatchObject({ customers: 2, sent: 2 });
      const again = await declare(incident, { sites: ['estate', 'hunter'] }, after({ hours: 9 }));
      expect(again).toMatchObject({
        breach: { noticeDueAt: after({ hours: 24 }).toISOString(), customers: 2, sent: 1 },
      });
      const { sites, text } = await notice(incident);
      expect(sites).toEqual(['hunter']);
      expect(text).not.toContain('estate');
      expect(await world.clocks(incident)).toContain(`${incident}-breach-3`);
      await expect(ask({ action: 'resolve', incident, by, text: 'Everybody was told.' })).rejects.toThrow(
        /1 of 2 customers have not been told/,
      );
      await ask({ action: 'record-notice', incident, customer, by }, { at: after({ hours: 10 }) });
      expect(await world.store.notice(incident, customer)).toMatchObject({
        sites: ['hunter'],
        sentAt: after({ hours: 10 }).toISOString(),
        earlier: [{ sites: ['estate'], sentAt: after({ hours: 1 }).toISOString(), sentBy: by }],
      });
      const history = (await world.store.history(incident)).map(({ what }) => what);
      expect(history).toContain('customer ironbark-wines must be told of hunter too');
      expect((await world.store.incident(incident))?.breach).toMatchObject({ customers: 2, sent: 2 });
    });

    test('has nobody told twice of the same', async () => {
      const incident = await keep();
      await declare(incident, { sites: ['estate'] });
      await ask({ action: 'record-notice', incident, customer, by });
      const before = await world.store.notice(incident, customer);
      expect(await declare(incident, { sites: ['estate'] })).toMatchObject({ breach: { sent: 1 } });
      expect(await world.store.notice(incident, customer)).toEqual(before);
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

  test('concerns a site that was erased since it began, and none that was erased before', async () => {
    const record = { customer: 'leaver', noticeContact: 'dpo@leaver.example' };
    const since = after({ minutes: 30 }).toISOString();
    await world.operations.know(siteRecord('leaver', { state: 'erased', since, job: { record } }));
    expect(await declare(await keep())).toMatchObject({
      customers: [{ customer: 'ironbark-wines' }, { customer: 'lakeshore' }, { customer: 'leaver' }],
    });
    const later = await keep({ openedAt: after({ minutes: 40 }).toISOString() });
    expect(await declare(later)).toMatchObject({ breach: { customers: 2 } });
  });
});
