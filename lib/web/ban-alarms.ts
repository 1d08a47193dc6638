import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { BAN_METRICS } from '../../lambda/ban-addresses/measuring';
import { METRICS_NAMESPACE } from '../../lambda/shared/metrics-namespace';
import { PlatformAlarm } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';

/** Percent of a list that may be full before somebody looks: the rest fills within minutes in a large attack. */
const NEARLY_FULL = 80;
/** Seconds that a ban may hold too long: two runs of the schedule may fail. */
const OVERDUE = 15 * 60;

/** What on-call hears of bans: that there is hardly room for more, and that they are not lifted any more (NW-05). */
export class BanAlarms extends Construct {
  constructor(scope: Construct, id: string, { onCall }: { readonly onCall: OnCall }) {
    super(scope, id);
    new PlatformAlarm(this, 'NearlyFull', {
      onCall,
      runbook: 'ban-list-nearly-full',
      meaning: 'A list of banned addresses is nearly full; once it is, those whose ban ends soonest are let in.',
      metric: metric(BAN_METRICS.fullest),
      threshold: NEARLY_FULL,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    new PlatformAlarm(this, 'Overdue', {
      onCall,
      runbook: 'bans-overdue',
      meaning: 'Bans are not lifted when they are over, or nobody has looked for a quarter of an hour.',
      metric: metric(BAN_METRICS.overdue),
      threshold: OVERDUE,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  }
}

function metric(metricName: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    statistic: 'Maximum',
    period: Duration.minutes(5),
  });
}
