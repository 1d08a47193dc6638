import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { handler as Handler } from '../../../lambda/reconcile-sites/handler';
import { startOnboarding } from '../../../lambda/reconcile-sites/onboarding';
import { CATALOGUE_KEY, type Catalogue } from '../../../lambda/shared/catalogue';
import { EVENT_SOURCE, EVENT_TYPES } from '../../../lambda/shared/site-events';
import { captured } from '../support/captured';
import { OperationsWorld } from '../support/operations-world';
import { catalogueOf, wanted } from './site-catalogue';

jest.setTimeout(60_000);

let world: OperationsWorld;
let sfn: SFNClient;
let handler: typeof Handler;
/** Machines of which the first takes an hour, the second fails, and the third does nothing. */
let slow: string;
let failing: string;
let passing: string;

beforeAll(async () => {
  world = await OperationsWorld.start();
  sfn = new SFNClient(world.aws.client());
  slow = await machine('slow', { Type: 'Wait', Seconds: 3600, End: true });
  failing = await machine('failing', { Type: 'Fail', Error: 'SiteOperationFailed' });
  passing = await machine('passing', { Type: 'Pass', End: true });
  process.env.ONBOARD_MACHINE_ARN = passing;
  // It reads its environment when it is loaded.
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/reconcile-sites/handler'));
});
afterAll(() => world?.stop());

async function machine(name: string, state: object): Promise<string> {
  const definition = JSON.stringify({ StartAt: 'Only', States: { Only: state } });
  const roleArn = `arn:aws:iam::${world.aws.account}:role/machine`;
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }));
  return stateMachineArn ?? '';
}

async function executions(stateMachineArn: string): Promise<{ name: string; input: unknown }[]> {
  const { executions: found = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  const described = await Promise.all(
    found.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn }))),
  );
  const all = described.map(({ name = '', input = '' }) => ({ name, input: JSON.parse(input) as unknown }));
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function ended(stateMachineArn: string, count: number): Promise<void> {
  for (;;) {
    const { executions: found = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    if (found.filter(({ status }) => status !== 'RUNNING').length >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const publish = (catalogue: Catalogue) => world.put(CATALOGUE_KEY, JSON.stringify(catalogue));

describe('the onboarding of a site', () => {
  const acme = { id: 'acme', since: '2026-03-01T00:00:00.000Z' };

  test('is started once, however many events ask for it while it is at work', async () => {
    await Promise.all([startOnboarding(sfn, slow, acme), startOnboarding(sfn, slow, acme)]);
    await startOnboarding(sfn, slow, acme);
    await startOnboarding(sfn, slow, { ...acme, id: 'brut' });
    expect(await executions(slow)).toEqual([
      { name: 'onboard-acme-20260301000000-1', input: { site: 'acme' } },
      { name: 'onboard-brut-20260301000000-1', input: { site: 'brut' } },
    ]);
  });

  test('is tried again by the next event when it has failed', async () => {
    for (let attempt = 1; attempt <= 3; attempt++) {
      await startOnboarding(sfn, failing, acme);
      await ended(failing, attempt);
    }
    expect((await executions(failing)).map(({ name }) => name)).toEqual([
      'onboard-acme-20260301000000-1',
      'onboard-acme-20260301000000-2',
      'onboard-acme-20260301000000-3',
    ]);
  });

  test('has a name that Step Functions takes, for the longest id as well', async () => {
    await startOnboarding(sfn, slow, { ...acme, id: 'a'.repeat(41) });
    const names = (await executions(slow)).map(({ name }) => name);
    expect(names).toContain(`onboard-${'a'.repeat(41)}-20260301000000-1`);
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  test('that cannot be started is an error', async () => {
    await expect(startOnboarding(sfn, slow.replace('slow', 'none'), acme)).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
  });
});

describe('the function', () => {
  test('says what to do when no catalogue has been published', async () => {
    await expect(handler({})).rejects.toThrow("publish one with 'npm run sites:publish'");
  });

  test('brings the registry in line, has new sites onboarded, counts and tells of departures', async () => {
    const events = new EventBridgeClient(world.aws.client());
    const notes = await machine('notes', { Type: 'Pass', End: true });
    const EventPattern = JSON.stringify({ source: [EVENT_SOURCE], 'detail-type': [EVENT_TYPES.departed] });
    await events.send(new PutRuleCommand({ Name: 'departures', EventPattern }));
    const target = { Id: 'notes', Arn: notes, RoleArn: `arn:aws:iam::${world.aws.account}:role/events` };
    await events.send(new PutTargetsCommand({ Rule: 'departures', Targets: [target] }));

    await publish(catalogueOf([wanted('acme'), wanted('brut')]));
    const first = await captured(() => handler({ detail: { object: { key: CATALOGUE_KEY } } }));
    expect(first.result).toMatchObject({ described: 2, onboarded: ['acme', 'brut'], departed: [] });
    expect((await executions(passing)).map(({ input }) => input)).toEqual([{ site: 'acme' }, { site: 'brut' }]);
    expect(first.metrics).toEqual([
      { name: 'SitesOnboarding', unit: 'Count', values: [2], dimensions: [{}] },
      { name: 'SitesDeparted', unit: 'Count', values: [0], dimensions: [{}] },
    ]);

    await world.registry.setState('acme', 'active', '2026-03-01T00:00:00.000Z');
    await world.registry.setState('brut', 'active', '2026-03-01T00:00:00.000Z');
    await publish(catalogueOf([wanted('acme')]));
    expect((await captured(() => handler({}))).result.departed).toEqual(['brut']);
    await ended(notes, 1);
    expect(await executions(notes)).toEqual([
      expect.objectContaining({
        input: expect.objectContaining({ detail: expect.objectContaining({ site: 'brut' }) }),
      }),
    ]);
  });

  test('refuses the catalogue of another place', async () => {
    await publish(catalogueOf([wanted('acme')], { environment: 'test' }));
    await expect(handler({})).rejects.toMatchObject({ name: 'CatalogueRefused' });
  });

  test('goes by a catalogue that was published while it was at work', async () => {
    await publish(catalogueOf([wanted('acme', { server: 'shared-3' })]));
    const describe = jest.spyOn(Object.getPrototypeOf(world.registry) as typeof world.registry, 'describeServer');
    describe.mockImplementationOnce(async () => {
      await publish(catalogueOf([wanted('acme', { server: 'shared-4' })]));
    });
    await captured(() => handler({}));
    expect((await world.registry.site('acme'))?.server).toBe('shared-4');
  });

  test('takes nothing but a yes for a confirmation', async () => {
    await expect(handler({ confirmed: 'no' })).rejects.toThrow('confirmed');
  });
});
