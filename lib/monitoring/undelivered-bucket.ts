import { Duration, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import { ProtectedBucket } from '../encryption/protected-bucket';
import { PlatformAlarm } from './on-call';
import type { OnCall } from './on-call';

export interface UndeliveredBucketProps {
  readonly place: Place;
  readonly key: kms.IKey;
  readonly logs: Pick<RegionalLogs, 'accessLogs'>;
  readonly onCall: OnCall;
}

const KEPT = Duration.days(30);
/** Some hours of all that functions log. */
const MUCH = 100 * 1024 * 1024;

/** Keeps what a third party did not take, for a month; the lines themselves are in their log groups for much longer. */
export class UndeliveredBucket extends ProtectedBucket {
  constructor(scope: Construct, id: string, { place, key, logs, onCall }: UndeliveredBucketProps) {
    super(scope, id, {
      place,
      purpose: 'undelivered',
      encryption: key,
      accessLogs: logs.accessLogs,
      lifecycleRules: [{ id: 'expire-after-a-month', expiration: KEPT }],
      notReplicatedBecause: 'It holds copies of log lines that stay in their log groups of this region for 400 days.',
    });
    Validations.of(this).acknowledge({
      id: 'Control-Tower::CT.S3.PR.9',
      reason:
        'Copies for sending again, which nothing rests on; the log groups that they come from can only be added to.',
    });
    new PlatformAlarm(this, 'Growing', {
      onCall,
      runbook: 'undelivered-logs-growing',
      meaning: 'More than 100 MB of logs that no third party took lie in the bucket of undelivered ones.',
      metric: new cloudwatch.Metric({
        namespace: 'AWS/S3',
        metricName: 'BucketSizeBytes',
        dimensionsMap: { BucketName: this.bucketName, StorageType: 'StandardStorage' },
        statistic: 'Average',
        // S3 measures once a day.
        period: Duration.days(1),
      }),
      threshold: MUCH,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
