import { Duration, Validations } from 'aws-cdk-lib';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as cloudwatchLogs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { deliversInto, FirehoseRole } from '../audit/firehose-role';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Endpoint } from '../config/egress';
import type { Place } from '../config/platform';
import { allow } from '../platform/allow';
import { bucketArn } from '../platform/names';
import type { ShippedLogs } from './log-hub';
import type { OnCall } from './on-call';
import { PartySecret } from './party-secret';
import { receiverAlarms } from './shipping-alarms';

export interface LogReceiverProps {
  readonly place: Place;
  readonly service: keyof typeof SERVICES;
  readonly endpoint: Endpoint;
  /** Key of the party's secret and of what it does not take. */
  readonly key: kms.IKey;
  /** Masks lines on the way. */
  readonly mask: lambda.IFunction;
  readonly undelivered: s3.IBucket;
  readonly logs: RegionalLogs & { readonly shipped: ShippedLogs };
  readonly onCall: OnCall;
}

/** What the endpoints of services expect: where they listen, and how they tell our records from others. */
const SERVICES = {
  elastic: {
    path: '/',
    attributes: (place: Place) => ({ es_datastream_name: `logs-aws.cloudwatch_logs-${place.environment}` }),
  },
  datadog: {
    path: '/v1/input',
    attributes: (place: Place) => ({ env: place.environment, service: place.platform }),
  },
} as const;

/** How long a record is tried again before it goes into our own bucket; the longest there is. */
const TRIED_FOR = Duration.hours(2);
const BUFFER = { intervalInSeconds: 60, sizeInMBs: 1 };

/**
 * Delivers the shipped logs of a region to a third party (LG-09, LG-11): masked, over TLS, with a key from Secrets
 * Manager. What it does not take in two hours lies in our own bucket.
 */
export class LogReceiver extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: LogReceiverProps,
  ) {
    super(scope, id);
    const { endpoint, key, onCall } = props;
    const secret = new PartySecret(this, 'Secret', { party: endpoint.party, member: 'api_key', key });
    const group = new PlatformLogGroup(this, 'Errors', { key: props.logs.key });
    const role = this.role(secret, group);
    const stream = new firehose.CfnDeliveryStream(this, 'Stream', {
      deliveryStreamType: 'KinesisStreamAsSource',
      kinesisStreamSourceConfiguration: { kinesisStreamArn: props.logs.shipped.streamArn, roleArn: role.roleArn },
      httpEndpointDestinationConfiguration: this.destination(role, secret, group),
    });
    stream.node.addDependency(role);
    const reason = 'Its source is a stream that our key encrypts; Firehose accepts no other encryption for such a one.';
    Validations.of(stream).acknowledge({ id: 'AwsSolutions::AwsSolutions-KDF1', reason });
    receiverAlarms(this, endpoint.party, stream, onCall);
  }

  private destination(
    { roleArn }: FirehoseRole,
    { secretArn }: PartySecret,
    group: PlatformLogGroup,
  ): firehose.CfnDeliveryStream.HttpEndpointDestinationConfigurationProperty {
    const { place, service, endpoint, key, mask, undelivered } = this.props;
    const { path, attributes } = SERVICES[service];
    const { logStreamName } = new cloudwatchLogs.LogStream(this, 'ErrorStream', { logGroup: group });
    return {
      roleArn,
      endpointConfiguration: { name: endpoint.party, url: `https://${endpoint.host}${path}` },
      secretsManagerConfiguration: { enabled: true, secretArn, roleArn },
      requestConfiguration: {
        contentEncoding: 'GZIP',
        commonAttributes: Object.entries(attributes(place)).map(([attributeName, attributeValue]) => ({
          attributeName,
          attributeValue,
        })),
      },
      bufferingHints: BUFFER,
      retryOptions: { durationInSeconds: TRIED_FOR.toSeconds() },
      processingConfiguration: { enabled: true, processors: [maskedBy(mask, roleArn)] },
      s3BackupMode: 'FailedDataOnly',
      s3Configuration: {
        bucketArn: undelivered.bucketArn,
        roleArn,
        prefix: `${service}/`,
        errorOutputPrefix: `${service}/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/`,
        compressionFormat: 'GZIP',
        bufferingHints: { intervalInSeconds: 300, sizeInMBs: 5 },
        encryptionConfiguration: { kmsEncryptionConfig: { awskmsKeyArn: key.keyArn } },
      },
      cloudWatchLoggingOptions: { enabled: true, logGroupName: group.logGroupName, logStreamName },
    };
  }

  private role({ secretArn }: PartySecret, group: PlatformLogGroup): FirehoseRole {
    const { place, service, endpoint, key, mask, logs } = this.props;
    return new FirehoseRole(this, 'Role', {
      place,
      description: `Delivers logs to ${endpoint.party}`,
      statements: [
        allow(
          ['kinesis:DescribeStream', 'kinesis:GetShardIterator', 'kinesis:GetRecords', 'kinesis:ListShards'],
          [logs.shipped.streamArn],
        ),
        allow(['kms:Decrypt'], [logs.key.keyArn]),
        allow(['lambda:InvokeFunction'], [mask.functionArn]),
        allow(['secretsmanager:GetSecretValue'], [secretArn]),
        ...deliversInto(bucketArn(place, 'undelivered'), key, service),
        allow(['logs:PutLogEvents'], [group.logGroupArn]),
      ],
      confinedTo: 'folder',
    });
  }
}

function maskedBy({ functionArn }: lambda.IFunction, roleArn: string): firehose.CfnDeliveryStream.ProcessorProperty {
  return {
    type: 'Lambda',
    parameters: Object.entries({
      LambdaArn: functionArn,
      RoleArn: roleArn,
      NumberOfRetries: '3',
      BufferSizeInMBs: String(BUFFER.sizeInMBs),
      BufferIntervalInSeconds: String(BUFFER.intervalInSeconds),
    }).map(([parameterName, parameterValue]) => ({ parameterName, parameterValue })),
  };
}
