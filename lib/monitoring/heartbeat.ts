import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Environment } from '../../lambda/send-heartbeat/environment';
import { HEARTBEAT } from '../../lambda/shared/heartbeat';
import type { RegionalLogs } from '../audit/regional-logs';
import { PlatformFunction } from '../platform/platform-function';
import { Regularly } from '../platform/regularly';
import { PlatformAlarm } from './on-call';
import type { OnCall } from './on-call';

/** How often a region's monitoring gives a sign of life. */
const EVERY = Duration.minutes(5);

export interface HeartbeatProps {
  /** Region that watches this one. */
  readonly watchedFrom: string;
  readonly logs: Pick<RegionalLogs, 'key'>;
  readonly onCall: OnCall;
}

/** The sign of life of a region's monitoring, sent to another region while alarms here would reach a person (AV-08). */
export class Heartbeat extends Construct {
  constructor(scope: Construct, id: string, { watchedFrom, logs, onCall }: HeartbeatProps) {
    super(scope, id);
    const environment: Environment = { ON_CALL_TOPIC: onCall.topic.topicArn, WATCHED_FROM: watchedFrom };
    const send = new PlatformFunction(this, 'Function', {
      entry: 'send-heartbeat',
      description: 'Tells another region that alarms of this one would reach a person',
      logs,
      environment,
      // Nothing is done about failures here: they are silence there, which is an alarm.
      asynchronous: { onCall },
    });
    for (const statement of [
      new iam.PolicyStatement({ actions: ['sns:GetTopicAttributes'], resources: [onCall.topic.topicArn] }),
      new iam.PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
      new iam.PolicyStatement({
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': HEARTBEAT.namespace } },
      }),
    ])
      send.addToRolePolicy(statement);
    new Regularly(this, 'Schedule', EVERY, send, 'Sign of life of the monitoring of the region');
  }
}

/** Rises in this region when nothing is heard of the monitoring of another one: nothing there could tell (AV-08, AV-09). */
export class HeartbeatAlarm extends PlatformAlarm {
  constructor(scope: Construct, id: string, { region, onCall }: { readonly region: string; readonly onCall: OnCall }) {
    super(scope, id, {
      onCall,
      runbook: 'monitoring-silent',
      meaning: `Nothing has been heard of the monitoring of ${region} for a quarter of an hour: its alarms may reach nobody.`,
      metric: new cloudwatch.Metric({
        namespace: HEARTBEAT.namespace,
        metricName: HEARTBEAT.metric,
        dimensionsMap: { [HEARTBEAT.dimension]: region },
        statistic: 'Sum',
        period: EVERY,
      }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  }
}
