import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { PlatformAlarm } from '../monitoring/on-call';
import type { PlatformAlarmProps } from '../monitoring/on-call';

export interface MissingJobsAlarmProps extends Pick<PlatformAlarmProps, 'onCall' | 'runbook' | 'meaning'> {
  /** Metric of the namespace AWS/Backup that counts what must keep coming. */
  readonly metricName: 'NumberOfBackupJobsCompleted' | 'NumberOfCopyJobsCompleted' | 'NumberOfRecoveryPointsCompleted';
  /** For copies, that of the destination. */
  readonly vaultName: string;
  /** Hours without a single one after which the alarm rises; 168 at most, which is CloudWatch's limit. */
  readonly afterHours: number;
}

/**
 * Rises when nothing is heard of jobs that should have been done: no failure is reported of a job that never began
 * (BK-26). AWS Backup sends a count only when there is something to count, so an hour without one is a zero here,
 * and no data at all breaches as well.
 */
export class MissingJobsAlarm extends PlatformAlarm {
  constructor(scope: Construct, id: string, props: MissingJobsAlarmProps) {
    const { metricName, vaultName, afterHours, ...rest } = props;
    const period = Duration.hours(1);
    super(scope, id, {
      ...rest,
      metric: new cloudwatch.MathExpression({
        label: metricName,
        expression: 'FILL(completed, 0)',
        period,
        usingMetrics: {
          completed: new cloudwatch.Metric({
            namespace: 'AWS/Backup',
            metricName,
            dimensionsMap: { BackupVaultName: vaultName },
            statistic: cloudwatch.Stats.SUM,
            period,
          }),
        },
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: afterHours,
      datapointsToAlarm: afterHours,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  }
}
