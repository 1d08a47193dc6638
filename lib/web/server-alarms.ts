import { Duration } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { SIGN_OF_LIFE_MINUTES } from '../access/server-access';
import { PlatformAlarm, PlatformNotice } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';

export interface ServerAlarmsProps {
  readonly group: autoscaling.AutoScalingGroup;
  readonly maxInstances: number;
  /** Those of all servers of the region, which are the web servers: log servers give none. */
  readonly signsOfLife: cloudwatch.Metric;
  readonly onCall: OnCall;
}

/** Signs of life of one server in an hour, and how many may be missing of all: what a restart, or clocks, take. */
const IN_AN_HOUR = 60 / SIGN_OF_LIFE_MINUTES;
const MISSING = IN_AN_HOUR / 2;

/** What can go wrong with the group of web servers as such. */
export class ServerAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ServerAlarmsProps) {
    super(scope, id);
    const { group, onCall } = props;
    const dimensionsMap = { AutoScalingGroupName: group.autoScalingGroupName };
    const period = Duration.minutes(5);
    new PlatformAlarm(this, 'AtMaximum', {
      onCall,
      runbook: 'web-servers-at-maximum',
      meaning: `All ${props.maxInstances} web servers that the config allows are running and still busy.`,
      // At the maximum alone is no trouble: a group whose minimum is its maximum is always there.
      metric: new cloudwatch.MathExpression({
        expression: `IF(servers >= ${props.maxInstances} AND cpu > 70, 1, 0)`,
        label: 'Busy at the maximum',
        period,
        usingMetrics: {
          servers: serversInService(dimensionsMap, period),
          cpu: new cloudwatch.Metric({ namespace: 'AWS/EC2', metricName: 'CPUUtilization', dimensionsMap, period }),
        },
      }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    this.addSilent(props, dimensionsMap);
    new PlatformNotice(this, 'Failure', {
      onCall,
      runbook: 'web-server-launch-failed',
      meaning: 'A web server could not be started or stopped.',
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

  /** Servers that were there for the whole hour and whose messages do not arrive: others go on, so nothing else tells. */
  private addSilent({ signsOfLife, onCall }: ServerAlarmsProps, dimensionsMap: Record<string, string>): void {
    const period = Duration.hours(1);
    new PlatformAlarm(this, 'Silent', {
      onCall,
      runbook: 'web-server-silent',
      meaning: 'A web server has sent none of its messages for an hour: what is done on it is recorded nowhere else.',
      metric: new cloudwatch.MathExpression({
        // A sum takes what there is: what nothing arrives of is not measured.
        expression: `IF(SUM([signs, 0 * servers]) < ${IN_AN_HOUR} * servers - ${MISSING}, 1, 0)`,
        label: 'A server is silent',
        period,
        usingMetrics: {
          signs: signsOfLife.with({ period }),
          servers: serversInService(dimensionsMap, period),
        },
      }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

/** Servers that were there for a whole period. */
function serversInService(dimensionsMap: Record<string, string>, period: Duration): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/AutoScaling',
    metricName: 'GroupInServiceInstances',
    dimensionsMap,
    statistic: 'Minimum',
    period,
  });
}
