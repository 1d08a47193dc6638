import type { FirehoseTransformationEvent } from 'aws-lambda';
import type { handler as Handler } from '../../../lambda/report-sign-ins/handler';
import { IDENTITY_EVENTS } from '../../../lambda/shared/identity/identity-events';
import { captured } from '../support/captured';
import { IdentityWorld } from '../support/identity-world';
import { activity } from './activity';

jest.setTimeout(60_000);

let world: IdentityWorld;
let handler: typeof Handler;
beforeAll(async () => {
  world = await IdentityWorld.start();
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/report-sign-ins/handler'));
});
afterAll(() => world?.stop());

function delivery(...lines: readonly string[]): FirehoseTransformationEvent {
  return {
    invocationId: 'invocation',
    deliveryStreamArn: 'arn:aws:firehose:eu-central-1:111122223333:deliverystream/sign-ins',
    region: 'eu-central-1',
    records: lines.map((line, index) => ({
      recordId: `${index}`,
      approximateArrivalTimestamp: 1772877600123,
      data: Buffer.from(line).toString('base64'),
    })),
  };
}

const text = (data: string | undefined) => Buffer.from(data ?? '', 'base64').toString();

test('failed sign-ins are told of, as bans expect them, and every entry is kept as it was (LG-08)', async () => {
  const client = await world.open('acme');
  await world.events.take();
  const failed = JSON.stringify(activity({ userName: '', clientId: client }));
  const passed = JSON.stringify(activity({ eventResponse: 'Pass' }));
  const { result, metrics } = await captured(() => handler(delivery(failed, passed)));
  expect(result.records.map(({ result: outcome, data }) => [outcome, text(data)])).toEqual([
    ['Ok', `${failed}\n`],
    ['Ok', `${passed}\n`],
  ]);
  const [event, ...more] = await world.events.take();
  expect(more).toEqual([]);
  expect(event).toMatchObject({ source: 'cordon.identity', 'detail-type': 'Login Failed' });
  expect(IDENTITY_EVENTS['Login Failed'].parse(event?.detail)).toMatchObject({ ip: '192.0.2.1', site: 'acme' });
  expect(metrics).toContainEqual(expect.objectContaining({ name: 'FailedSignIns', values: [1] }));
});

test('what can’t be read is set apart and counted, and stops nothing else', async () => {
  const lines = ['not JSON', '{"eventSource":"OTHER"}', JSON.stringify(activity())];
  const { result, metrics } = await captured(() => handler(delivery(...lines)));
  expect(result.records.map((record) => record.result)).toEqual(['ProcessingFailed', 'ProcessingFailed', 'Ok']);
  expect(await world.events.take()).toHaveLength(1);
  expect(metrics).toContainEqual(expect.objectContaining({ name: 'UnreadableSignIns', values: [2] }));
});
