import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { AlarmCondition, CompositePlatformAlarm } from '../monitoring/on-call';
import { AVAILABILITY } from '../monitoring/service-levels';
import type { TrafficAlarmsProps } from './traffic-alarms';

export interface AvailabilityAlarmsProps extends TrafficAlarmsProps {
  /** The alarm on errors of the load balancer itself: while it is raised, on-call knows and has the better hint. */
  readonly loadBalancerErrors: cloudwatch.IAlarm;
}

interface Burn {
  readonly id: string;
  /** How many times faster than allowed the errors of thirty days are used up. */
  readonly factor: number;
  /** Says that it is serious. */
  readonly long: Duration;
  /** Says that it is still going on, so that the alarm falls soon after the trouble. */
  readonly short: Duration;
  readonly meaning: string;
}

const BURNS: readonly Burn[] = [
  {
    id: 'Fast',
    factor: 14.4,
    long: Duration.hours(1),
    short: Duration.minutes(5),
    meaning: 'Within an hour, requests have failed that were meant to last for more than half a day.',
  },
  {
    id: 'Slow',
    factor: 6,
    long: Duration.hours(6),
    short: Duration.minutes(30),
    meaning: 'For six hours requests have failed six times as often as the objective allows.',
  },
];

/** Requests of a window below which a share says nothing. */
const ENOUGH_REQUESTS = 100;

/** Tells when the errors that the objective allows are used up too fast, over two windows each (AV-08). */
export class AvailabilityAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AvailabilityAlarmsProps,
  ) {
    super(scope, id);
    const { onCall, loadBalancerErrors } = props;
    for (const burn of BURNS) {
      const conditions = [this.condition(burn, 'long'), this.condition(burn, 'short')];
      new CompositePlatformAlarm(this, burn.id, {
        onCall,
        runbook: 'availability-burning',
        meaning: burn.meaning,
        rule: cloudwatch.AlarmRule.allOf(
          ...conditions.map((alarm) => cloudwatch.AlarmRule.fromAlarm(alarm, cloudwatch.AlarmState.ALARM)),
        ),
        quietWhile: loadBalancerErrors,
      });
    }
  }

  private condition({ id, factor, meaning, ...windows }: Burn, window: 'long' | 'short'): AlarmCondition {
    return new AlarmCondition(this, `${id}-${window}`, {
      onCall: this.props.onCall,
      runbook: 'availability-burning',
      meaning,
      metric: this.failedShare(windows[window]),
      threshold: Number((factor * (1 - AVAILABILITY)).toFixed(6)),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** Requests that ended in a 5xx, of the application or of the load balancer, which counts its own ones apart. */
  private failedShare(period: Duration): cloudwatch.MathExpression {
    const { loadBalancer, targets } = this.props;
    const options = { statistic: 'Sum', period };
    return new cloudwatch.MathExpression({
      expression: `IF(SUM([answered, refused]) >= ${ENOUGH_REQUESTS}, SUM([failed, refused]) / SUM([answered, refused]), 0)`,
      label: 'Share of requests that failed',
      period,
      usingMetrics: {
        answered: targets.metrics.requestCount(options),
        failed: targets.metrics.httpCodeTarget(elb.HttpCodeTarget.TARGET_5XX_COUNT, options),
        refused: loadBalancer.metrics.httpCodeElb(elb.HttpCodeElb.ELB_5XX_COUNT, options),
      },
    });
  }
}
