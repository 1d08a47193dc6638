import { Duration, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Place } from '../config/platform';
import { PlatformAlarm } from './on-call';
import type { OnCall } from './on-call';

/** Where log groups hand on what may go to third parties. */
export interface ShippedLogs {
  readonly streamArn: string;
  /** What CloudWatch Logs writes to the stream as. */
  readonly roleArn: string;
}

export interface LogHubProps {
  readonly place: Place;
  /** Key of log groups, which also encrypts the stream. */
  readonly key: kms.IKey;
  readonly onCall: OnCall;
}

/** A megabyte a second: some hundred times what functions log. */
const SHARDS = 1;

/**
 * One stream for all that a region ships (LG-09, LG-10, LG-11), from which every third party is served at its own pace:
 * a log group can have two subscriptions, and there are three parties. It holds a day, for whoever can't keep up.
 */
export class LogHub extends Construct {
  public readonly shipped: ShippedLogs;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: LogHubProps,
  ) {
    super(scope, id);
    const { key } = props;
    const stream = new kinesis.Stream(this, 'Stream', {
      streamMode: kinesis.StreamMode.PROVISIONED,
      shardCount: SHARDS,
      retentionPeriod: Duration.days(1),
      encryption: kinesis.StreamEncryption.KMS,
      encryptionKey: key,
    });
    Validations.of(stream).acknowledge({
      id: 'AwsSolutions::AwsSolutions-KDS3',
      reason:
        'All that we keep is encrypted by keys of our own, whose policies we write and whose use is recorded (CR-06).',
    });
    const writer = this.writer(stream);
    this.shipped = { streamArn: stream.streamArn, roleArn: writer.roleArn };
    this.alarms(stream);
  }

  private writer({ streamArn }: kinesis.Stream): iam.Role {
    const { place, key } = this.props;
    const writer = new iam.Role(this, 'Writer', {
      description: 'CloudWatch Logs, on its way to the stream of shipped logs',
      assumedBy: new iam.ServicePrincipal('logs.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': place.account },
          ArnLike: { 'aws:SourceArn': `arn:aws:logs:${place.region}:${place.account}:*` },
        },
      }),
    });
    writer.addToPolicy(new iam.PolicyStatement({ actions: ['kinesis:PutRecord'], resources: [streamArn] }));
    writer.addToPolicy(
      new iam.PolicyStatement({
        actions: ['kms:GenerateDataKey'],
        resources: [key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `kinesis.${place.region}.amazonaws.com` } },
      }),
    );
    return writer;
  }

  private alarms(stream: kinesis.Stream): void {
    const { onCall } = this.props;
    new PlatformAlarm(this, 'Silent', {
      onCall,
      runbook: 'log-shipping-silent',
      meaning:
        'No line of any log has reached the stream of shipped logs for three hours, though functions run hourly.',
      metric: stream.metricIncomingRecords({ statistic: 'Sum', period: Duration.hours(1) }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
    new PlatformAlarm(this, 'Throttled', {
      onCall,
      runbook: 'log-shipping-throttled',
      meaning: 'The stream of shipped logs has refused lines for fifteen minutes: more is logged than it takes.',
      metric: stream.metricWriteProvisionedThroughputExceeded({ statistic: 'Sum', period: Duration.minutes(5) }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
