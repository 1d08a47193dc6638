import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { PlatformAlarm } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import type { ArchiveBucket } from './archive-bucket';

const FILTER = 'EntireBucket';

/**
 * Tells on-call when records stop arriving in an archive, or are refused by it. CloudTrail itself has no metric for
 * that, so the bucket's own requests are counted.
 */
export class DeliveryAlarms extends Construct {
  constructor(scope: Construct, id: string, { archive, onCall }: { archive: ArchiveBucket; onCall: OnCall }) {
    super(scope, id);
    archive.addMetric({ id: FILTER });
    const metric = (metricName: string, period: Duration) =>
      new cloudwatch.Metric({
        namespace: 'AWS/S3',
        metricName,
        dimensionsMap: { BucketName: archive.bucketName, FilterId: FILTER },
        statistic: 'Sum',
        period,
      });
    new PlatformAlarm(this, 'Stopped', {
      onCall,
      runbook: 'log-delivery-stopped',
      meaning: 'No record has arrived in the archive for three hours, though a trail signs its files every hour.',
      metric: metric('PutRequests', Duration.hours(1)),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
    new PlatformAlarm(this, 'Denied', {
      onCall,
      runbook: 'log-delivery-denied',
      meaning: 'The archive has been refusing requests for fifteen minutes: logs may be getting lost.',
      metric: metric('4xxErrors', Duration.minutes(5)),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
