import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { PlatformAlarm } from '../monitoring/on-call';
import type { OnCall, PlatformAlarmProps } from '../monitoring/on-call';
import { AvailabilityAlarms } from './availability-alarms';

export interface TrafficAlarmsProps {
  readonly loadBalancer: elb.ApplicationLoadBalancer;
  readonly targets: elb.ApplicationTargetGroup;
  readonly onCall: OnCall;
}

const ELB_5XX = elb.HttpCodeElb.ELB_5XX_COUNT;
const TARGET_5XX = elb.HttpCodeTarget.TARGET_5XX_COUNT;

/** What users notice: errors, slowness, refused connections, servers that don't answer (AV-08). */
export class TrafficAlarms extends Construct {
  /** Those that a bad release raises. */
  public readonly release: readonly cloudwatch.IAlarm[];

  constructor(scope: Construct, id: string, props: TrafficAlarmsProps) {
    super(scope, id);
    const { targets, onCall } = props;
    const { metrics } = props.loadBalancer;
    this.alarm(onCall, 'Unhealthy', {
      runbook: 'web-servers-unhealthy',
      meaning: 'A web server has failed its health check for ten minutes and was not replaced by a healthy one.',
      metric: targets.metrics.unhealthyHostCount({ statistic: 'Maximum', period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 10,
    });
    this.alarm(onCall, 'Rejected', {
      runbook: 'load-balancer-rejects-connections',
      meaning: 'The load balancer refuses connections because it has reached its limit.',
      metric: metrics.rejectedConnectionCount({ statistic: 'Sum', period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    const loadBalancerErrors = this.alarm(onCall, 'LoadBalancerErrors', {
      runbook: 'load-balancer-errors',
      meaning: 'The load balancer itself answers with errors: it reaches no web server, or none in time.',
      metric: metrics.httpCodeElb(ELB_5XX, { statistic: 'Sum', period: Duration.minutes(5) }),
      threshold: 10,
      evaluationPeriods: 2,
    });
    const errors = this.alarm(onCall, 'ServerErrors', {
      runbook: 'web-server-errors',
      meaning: 'More than one in twenty requests ends in an error of the hosted application.',
      metric: errorRate(targets),
      threshold: 5,
      evaluationPeriods: 2,
    });
    const slow = this.alarm(onCall, 'Slow', {
      runbook: 'web-servers-slow',
      meaning: 'One in twenty requests has taken longer than two seconds for a quarter of an hour.',
      metric: targets.metrics.targetResponseTime({ statistic: 'p95', period: Duration.minutes(5) }),
      threshold: 2,
      evaluationPeriods: 3,
    });
    this.release = [errors, slow];
    new AvailabilityAlarms(this, 'Availability', { ...props, loadBalancerErrors });
  }

  private alarm(
    onCall: OnCall,
    id: string,
    props: Omit<PlatformAlarmProps, 'onCall' | 'comparisonOperator' | 'treatMissingData'>,
  ): PlatformAlarm {
    return new PlatformAlarm(this, id, {
      ...props,
      onCall,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // The load balancer counts nothing while nothing happens.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

/** Errors of the hosted application in percent of its requests; 0 while there are too few to tell. */
function errorRate(targets: elb.ApplicationTargetGroup): cloudwatch.MathExpression {
  const options = { statistic: 'Sum', period: Duration.minutes(5) };
  return new cloudwatch.MathExpression({
    expression: 'IF(requests >= 100, 100 * FILL(errors, 0) / requests, 0)',
    label: 'Errors in percent of requests',
    period: options.period,
    usingMetrics: {
      errors: targets.metrics.httpCodeTarget(TARGET_5XX, options),
      requests: targets.metrics.requestCount(options),
    },
  });
}
