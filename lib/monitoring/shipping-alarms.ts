import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../lambda/shared/metrics-namespace';
import { PlatformAlarm } from './on-call';
import type { OnCall } from './on-call';

const FIVE_MINUTES = Duration.minutes(5);
/** For a quarter of an hour: one failed try is nothing, since each is repeated. */
const LASTING = {
  evaluationPeriods: 3,
  treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
};

/** Seconds that the oldest line may wait for a third party. */
const LATE = Duration.minutes(30);

/** Tells on-call when a third party takes nothing, or is far behind. */
export function receiverAlarms(scope: Construct, party: string, stream: firehose.CfnDeliveryStream, onCall: OnCall) {
  const metric = (name: string, statistic: string) =>
    new cloudwatch.Metric({
      namespace: 'AWS/Firehose',
      metricName: `DeliveryToHttpEndpoint.${name}`,
      dimensionsMap: { DeliveryStreamName: stream.ref },
      statistic,
      period: FIVE_MINUTES,
    });
  new PlatformAlarm(scope, 'Refused', {
    ...LASTING,
    onCall,
    runbook: 'log-delivery-refused',
    meaning: `${party} has refused logs for fifteen minutes, or can't be reached.`,
    // A share of requests; what was refused is tried again for two hours.
    metric: metric('Success', 'Average'),
    threshold: 0.9,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
  });
  new PlatformAlarm(scope, 'Late', {
    ...LASTING,
    onCall,
    runbook: 'log-delivery-late',
    meaning: `${party} receives logs more than half an hour late.`,
    metric: metric('DataFreshness', 'Maximum'),
    threshold: LATE.toSeconds(),
  });
}

/** Tells on-call when lines can't be masked, so that no third party receives them. */
export function maskingAlarms(mask: lambda.Function, onCall: OnCall): void {
  const meaning = 'Log lines could not be masked; no third party receives them.';
  const common = { ...LASTING, onCall, runbook: 'log-masking-failing', meaning, threshold: 1 };
  new PlatformAlarm(mask, 'Failing', { ...common, metric: mask.metricErrors({ period: FIVE_MINUTES }) });
  new PlatformAlarm(mask, 'Unreadable', {
    ...common,
    evaluationPeriods: 1,
    metric: new cloudwatch.Metric({
      namespace: METRICS_NAMESPACE,
      metricName: 'UnreadableLogBatches',
      statistic: 'Sum',
      period: FIVE_MINUTES,
    }),
  });
}
