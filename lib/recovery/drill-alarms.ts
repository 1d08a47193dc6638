import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../lambda/shared/metrics-namespace';
import { PlatformAlarm, PlatformNotice } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import { failedExecutions } from '../sites/platform-state-machine';

/** A quarter has 92 days at the most; a week more, for one that failed and was held again. */
const OVERDUE_DAYS = 99;
/** Longer than any drill lasts. */
const LEFT_HOURS = 26;

export interface DrillAlarmsProps {
  readonly machine: sfn.IStateMachine;
  readonly onCall: OnCall;
}

/** What on-call hears of recovery drills: that one failed, that none is held, that one has left its server (DR-04). */
export class DrillAlarms extends Construct {
  constructor(scope: Construct, id: string, { machine, onCall }: DrillAlarmsProps) {
    super(scope, id);
    new PlatformNotice(this, 'Failed', {
      onCall,
      runbook: 'recovery-drill-failed',
      meaning: 'A recovery drill did not bring every site back in time.',
      eventPattern: failedExecutions([machine]),
    });
    new PlatformAlarm(this, 'Overdue', {
      onCall,
      runbook: 'recovery-drill-overdue',
      meaning: 'No recovery drill has succeeded for a quarter, or nobody has looked for two hours.',
      metric: metric('DaysSinceRecoveryDrill'),
      threshold: OVERDUE_DAYS,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
    new PlatformAlarm(this, 'ServerLeft', {
      onCall,
      runbook: 'drill-server-left',
      meaning: 'The database server of a recovery drill, with data of customers, is still there a day later.',
      metric: metric('DrillServerHours'),
      threshold: LEFT_HOURS,
      evaluationPeriods: 1,
      // Whether anybody looks is told by the other one.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

function metric(metricName: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    statistic: 'Maximum',
    period: Duration.hours(1),
  });
}
