import {
  CloudWatchClient,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import type { handler as Handler } from '../../../lambda/send-heartbeat/handler';
import { HEARTBEAT } from '../../../lambda/shared/heartbeat';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { captured } from '../support/captured';

jest.setTimeout(60_000);

const HOME = 'eu-central-1';
const RECOVERY = 'eu-west-1';
let aws: EmbeddedAws;
let handler: typeof Handler;
let topic: string;

const cloudwatch = (region: string) => new CloudWatchClient({ ...aws.client(), region });
const sns = () => new SNSClient(aws.client());

/** Signs of life that the region has received of the home region. */
async function beats(region: string): Promise<number> {
  const now = Date.now();
  const { Datapoints = [] } = await cloudwatch(region).send(
    new GetMetricStatisticsCommand({
      Namespace: HEARTBEAT.namespace,
      MetricName: HEARTBEAT.metric,
      Dimensions: [{ Name: HEARTBEAT.dimension, Value: HOME }],
      StartTime: new Date(now - 600_000),
      EndTime: new Date(now + 60_000),
      Period: 3600,
      Statistics: ['Sum'],
    }),
  );
  return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}

beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: HOME, account: '111122223333' });
  const { TopicArn = '' } = await sns().send(new CreateTopicCommand({ Name: 'on-call' }));
  topic = TopicArn;
  Object.assign(process.env, aws.environment(), { ON_CALL_TOPIC: topic, WATCHED_FROM: RECOVERY });
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/send-heartbeat/handler'));
});
afterAll(() => aws?.stop());

const beat = () => captured(() => handler());

test('while nobody has confirmed to be told, no sign of life is sent (AV-09)', async () => {
  const { result, lines } = await beat();
  expect(result.obstacles).toEqual([`nobody has confirmed a subscription of ${topic}`]);
  expect(lines).toContainEqual(expect.objectContaining({ level: 'ERROR', obstacles: result.obstacles }));
  expect(await beats(RECOVERY)).toBe(0);
});

test('when an alarm would reach a person, the other region hears of it, and only that one (AV-08)', async () => {
  await sns().send(
    new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: `arn:aws:sqs:${HOME}:111122223333:somebody` }),
  );
  expect((await beat()).result).toEqual({ obstacles: [] });
  expect(await beats(RECOVERY)).toBe(1);
  expect(await beats(HOME)).toBe(0);
});

test('an alarm that somebody has switched off is as bad as none, until it is switched on again', async () => {
  const AlarmNames = ['database'];
  await cloudwatch(HOME).send(
    new PutMetricAlarmCommand({
      AlarmName: 'database',
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Threshold: 1,
      Namespace: 'Test',
      MetricName: 'Test',
      Period: 60,
      Statistic: 'Sum',
    }),
  );
  await cloudwatch(HOME).send(new DisableAlarmActionsCommand({ AlarmNames }));
  expect((await beat()).result.obstacles).toEqual(['the actions of database are switched off']);
  await cloudwatch(HOME).send(new EnableAlarmActionsCommand({ AlarmNames }));
  expect((await beat()).result.obstacles).toEqual([]);
  expect(await beats(RECOVERY)).toBe(2);
});
