import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../lambda/shared/metrics-namespace';
import type { IncidentPolicy } from '../../lambda/shared/incidents/policy';
import { METRICS } from '../../lambda/watch-incidents/figures';
import { PlatformAlarm, PlatformNotice } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import type { PlatformFunction } from '../platform/platform-function';
import { failedExecutions } from '../sites/platform-state-machine';
import type { PlatformStateMachine } from '../sites/platform-state-machine';

/** How often the sweep looks; alarms are judged as often. */
export const SWEEP = Duration.minutes(5);

export interface IncidentAlarmsProps {
  readonly onCall: OnCall;
  readonly policy: IncidentPolicy;
  readonly open: PlatformFunction;
  readonly clock: PlatformStateMachine;
}

/**
 * What on-call hears when incidents, breaches or disclosures are left alone, or nobody would notice (IR-01, IR-03,
 * IR-04): by CloudWatch and the on-call topic, which share nothing with the notices of the incidents themselves.
 */
export class IncidentAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: IncidentAlarmsProps,
  ) {
    super(scope, id);
    const { policy, onCall, clock } = props;
    const [first = 0, second = 0] = policy.levels;
    this.alarm('Unacknowledged', METRICS.unacknowledged, {
      runbook: 'incident-unacknowledged',
      meaning: 'Nobody of the first two levels has acknowledged an incident in their time.',
      threshold: first + second,
    });
    this.alarm('BreachClock', METRICS.hoursToNotice, {
      runbook: 'breach-clock-running',
      meaning: 'Customers must be told of a data breach soon, and not all have been.',
      threshold: Math.max(...policy.breachReminderHours, 1),
      operator: cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
    });
    this.alarm('NoticesOverdue', METRICS.noticesOverdue, {
      runbook: 'breach-notice-overdue',
      meaning: 'The time for telling customers of a data breach has passed, and not all have been told.',
    });
    this.alarm('DisclosuresOverdue', METRICS.disclosuresOverdue, {
      runbook: 'disclosure-overdue',
      meaning: 'A reported vulnerability was not answered, or not resolved, in time.',
    });
    this.silence();
    this.intake();
    new PlatformNotice(this, 'ClockFailed', {
      onCall,
      runbook: 'incident-clocks-stopped',
      meaning: 'The clock of an incident has failed; the sweep goes on without it.',
      eventPattern: failedExecutions([clock]),
    });
  }

  private alarm(id: string, metricName: string, { runbook, meaning, threshold = 1, operator }: AlarmOf): void {
    const least = operator === cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD;
    new PlatformAlarm(this, id, {
      onCall: this.props.onCall,
      runbook,
      meaning,
      metric: metric(metricName, least ? 'Minimum' : 'Maximum', SWEEP),
      threshold,
      comparisonOperator: operator,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** No figures for a quarter of an hour: nobody looks at the clocks. */
  private silence(): void {
    new PlatformAlarm(this, 'ClocksStopped', {
      onCall: this.props.onCall,
      runbook: 'incident-clocks-stopped',
      meaning: 'Nobody has looked at the clocks of incidents for fifteen minutes.',
      metric: metric(METRICS.noticesOverdue, 'SampleCount', Duration.minutes(15)),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  }

  /** Three attempts are what one event gets. */
  private intake(): void {
    new PlatformAlarm(this, 'IntakeFailing', {
      onCall: this.props.onCall,
      runbook: 'incident-intake-failing',
      meaning: 'Events do not become incidents.',
      metric: this.props.open.metricErrors({ period: Duration.minutes(15), statistic: 'Sum' }),
      threshold: 3,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

interface AlarmOf {
  readonly runbook: string;
  readonly meaning: string;
  /** @default 1 */
  readonly threshold?: number;
  /** @default - the threshold or more */
  readonly operator?: cloudwatch.ComparisonOperator;
}

function metric(metricName: string, statistic: string, period: Duration): cloudwatch.Metric {
  return new cloudwatch.Metric({ namespace: METRICS_NAMESPACE, metricName, statistic, period });
}
