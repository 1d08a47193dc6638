import { Duration } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Place } from '../config/platform';
import { PlatformAlarm, PlatformNotice } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';

export interface LogServerAlarmsProps {
  readonly place: Place;
  /** Log group that messages of servers end in. */
  readonly messages: logs.ILogGroup;
  readonly group: autoscaling.AutoScalingGroup;
  /** How many log servers there are. */
  readonly servers: number;
  readonly targets: elb.NetworkTargetGroup;
  readonly onCall: OnCall;
}

/** What a log server says of each quarter of an hour that it has moved. */
export const ARCHIVED = '{ $.program = "cordon-archive" && $.message = "*into the archive*" }';

/** Of the four quarters of an hour that a log server moves into the archive in an hour; one may fall just outside it. */
const QUARTERS = 3;

/** What can go wrong on the way of messages: silence above all, whatever its reason (LG-04). */
export class LogServerAlarms extends Construct {
  /** Signs of life of all servers of the region. */
  public readonly signsOfLife: cloudwatch.Metric;

  constructor(scope: Construct, id: string, props: LogServerAlarmsProps) {
    super(scope, id);
    const { place, messages, group, targets, servers, onCall } = props;
    const metricNamespace = `${place.platform}/${place.environment}/messages`;
    const heartbeats = new logs.MetricFilter(this, 'Heartbeats', {
      logGroup: messages,
      // Each server sends one every five minutes; the log servers themselves send none.
      filterPattern: logs.FilterPattern.literal('{ $.message = "*-- MARK --*" }'),
      metricNamespace,
      metricName: 'Heartbeats',
      metricValue: '1',
    });
    this.signsOfLife = heartbeats.metric({ statistic: 'Sum', period: Duration.minutes(15) });
    const archived = new logs.MetricFilter(this, 'Archived', {
      logGroup: messages,
      filterPattern: logs.FilterPattern.literal(ARCHIVED),
      metricNamespace,
      metricName: 'Archived',
      metricValue: '1',
    });
    new PlatformAlarm(this, 'Silence', {
      onCall,
      runbook: 'server-messages-silent',
      meaning: 'For fifteen minutes no server of the region has been heard of: messages wait on disk, or are lost.',
      metric: this.signsOfLife,
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
    new PlatformAlarm(this, 'NotArchived', {
      onCall,
      runbook: 'server-messages-not-archived',
      meaning: 'A log server has moved hardly any messages into the archive for an hour: they wait on its disk.',
      metric: archived.metric({ statistic: 'Sum', period: Duration.hours(1) }),
      threshold: QUARTERS * servers,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
    new PlatformAlarm(this, 'Unhealthy', {
      onCall,
      runbook: 'log-servers-unhealthy',
      meaning: 'A log server does not answer, and has not been replaced for a quarter of an hour.',
      metric: targets.metrics.unHealthyHostCount({ statistic: 'Maximum', period: Duration.minutes(5) }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    new PlatformNotice(this, 'Failure', {
      onCall,
      runbook: 'log-servers-unhealthy',
      meaning: 'A log server could not be started or stopped.',
      eventPattern: {
        source: ['aws.autoscaling'],
        detailType: [
          'EC2 Instance Launch Unsuccessful',
          'EC2 Instance Terminate Unsuccessful',
          'EC2 Auto Scaling Instance Refresh Failed',
        ],
        detail: { AutoScalingGroupName: [group.autoScalingGroupName] },
      },
    });
  }
}
