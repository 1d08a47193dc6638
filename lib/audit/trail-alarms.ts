import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { PlatformAlarm } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';

/** Events in the trail of the account that on-call must hear of. */
export interface WatchedEvents {
  /** Construct id and metric name. */
  readonly id: string;
  readonly runbook: string;
  readonly meaning: string;
  /** CloudWatch Logs filter pattern; 1,024 characters at the most. */
  readonly pattern: string;
  /** Matches in five minutes that wake on-call. @default 1 */
  readonly threshold?: number;
}

export interface TrailAlarmsProps {
  /** Log group of a trail of management events. */
  readonly logGroup: logs.ILogGroup;
  readonly metricNamespace: string;
  readonly watched: readonly WatchedEvents[];
  readonly onCall: OnCall;
}

/** One metric filter with one alarm for each kind of watched events (NW-11, LG-05). */
export class TrailAlarms extends Construct {
  constructor(scope: Construct, id: string, { logGroup, metricNamespace, watched, onCall }: TrailAlarmsProps) {
    super(scope, id);
    for (const { id: name, runbook, meaning, pattern, threshold } of watched) {
      const parts = new Construct(this, name);
      const filter = new logs.MetricFilter(parts, 'Filter', {
        logGroup,
        filterPattern: logs.FilterPattern.literal(pattern),
        metricNamespace,
        metricName: name,
        metricValue: '1',
      });
      new PlatformAlarm(parts, 'Alarm', {
        onCall,
        runbook,
        meaning,
        metric: filter.metric({ statistic: 'Sum', period: Duration.minutes(5) }),
        threshold: threshold ?? 1,
        evaluationPeriods: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
    }
  }
}
