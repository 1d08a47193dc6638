import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { HEARTBEAT } from '../shared/heartbeat';
import { telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';

const { logger, tracer } = telemetry('send-heartbeat');
const { ON_CALL_TOPIC: TopicArn, WATCHED_FROM: region } = environmentSchema.parse(process.env);
const here = tracer.captureAWSv3Client(new CloudWatchClient({}));
const there = tracer.captureAWSv3Client(new CloudWatchClient({ region }));
const sns = tracer.captureAWSv3Client(new SNSClient({}));

export interface Heartbeat {
  /** What keeps an alarm from reaching a person; nothing: the sign of life was sent. */
  readonly obstacles: readonly string[];
}

/**
 * Sends a sign of life to the region that watches this one, if an alarm of this region would reach a person: CloudWatch
 * answers, nobody has switched alarms off, and somebody has confirmed to be told (AV-08, AV-09). Otherwise it is silent,
 * and the alarm of the other region rises.
 */
export async function handler(): Promise<Heartbeat> {
  const obstacles = [...(await unheard()), ...(await switchedOff())];
  if (obstacles.length > 0) {
    logger.error('alarms would reach nobody', { obstacles });
    return { obstacles };
  }
  await there.send(
    new PutMetricDataCommand({
      Namespace: HEARTBEAT.namespace,
      MetricData: [
        {
          MetricName: HEARTBEAT.metric,
          Dimensions: [{ Name: HEARTBEAT.dimension, Value: process.env.AWS_REGION }],
          Unit: 'Count',
          Value: 1,
        },
      ],
    }),
  );
  return { obstacles };
}

/** A subscription that its person has not confirmed gets nothing, and nothing says so. */
async function unheard(): Promise<string[]> {
  const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  return Number(Attributes.SubscriptionsConfirmed ?? 0) > 0
    ? []
    : [`nobody has confirmed a subscription of ${TopicArn}`];
}

async function switchedOff(): Promise<string[]> {
  const off: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await here.send(
      new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], NextToken }),
    );
    for (const { AlarmName, ActionsEnabled } of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])]) {
      if (ActionsEnabled === false) off.push(`the actions of ${AlarmName} are switched off`);
    }
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return off;
}
