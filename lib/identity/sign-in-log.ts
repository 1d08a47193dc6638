import { Duration, Tags, Validations } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as cloudwatchLogs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Environment } from '../../lambda/report-sign-ins/environment';
import { deliversInto, FirehoseRole } from '../audit/firehose-role';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import { ProtectedBucket } from '../encryption/protected-bucket';
import { allow } from '../platform/allow';
import { bucketName } from '../platform/names';
import { PlatformFunction } from '../platform/platform-function';
import { looksUp, tellsOfIdentity, type SealedTable } from './rights';

export interface SignInLogProps {
  readonly place: Place;
  readonly pool: cognito.CfnUserPool;
  readonly clients: SealedTable;
  /** Key of the stream and of the bucket. */
  readonly key: kms.IKey;
  readonly logs: RegionalLogs;
}

/** As long as all records of who did what. */
const KEPT = Duration.days(400);

/**
 * Who signed in, when and from where, and who tried to (LG-08). By Firehose, since Cognito refuses a log group that our
 * key encrypts (CR-06); on the way a function tells of what failed.
 */
export class SignInLog extends Construct {
  public readonly report: PlatformFunction;
  private readonly bucketArn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SignInLogProps,
  ) {
    super(scope, id);
    const { place, pool } = props;
    new SignInBucket(this, 'Bucket', props);
    this.bucketArn = `arn:aws:s3:::${bucketName(place, 'sign-ins')}`;
    this.report = this.reporter();
    const stream = this.stream();
    new cognito.CfnLogDeliveryConfiguration(this, 'Delivery', {
      userPoolId: pool.ref,
      logConfigurations: [
        { eventSource: 'userAuthEvents', logLevel: 'INFO', firehoseConfiguration: { streamArn: stream.attrArn } },
      ],
    });
  }

  private reporter(): PlatformFunction {
    const { place, clients, logs } = this.props;
    const environment: Environment = { CLIENTS_TABLE: clients.table.tableName };
    const report = new PlatformFunction(this, 'Report', {
      entry: 'report-sign-ins',
      description: 'Tells of failed sign-ins, and of passwords known from a breach',
      logs,
      environment: { ...environment },
      reservedConcurrency: 5,
    });
    for (const statement of [...looksUp(clients), tellsOfIdentity(place)]) report.addToRolePolicy(statement);
    return report;
  }

  private stream(): firehose.CfnDeliveryStream {
    const { key, logs } = this.props;
    const group = new PlatformLogGroup(this, 'DeliveryErrors', { key: logs.key });
    const errors = new cloudwatchLogs.LogStream(this, 'DeliveryErrorStream', { logGroup: group });
    const role = this.deliveryRole(group);
    const stream = new firehose.CfnDeliveryStream(this, 'Stream', {
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'CUSTOMER_MANAGED_CMK', keyArn: key.keyArn },
      extendedS3DestinationConfiguration: {
        bucketArn: this.bucketArn,
        roleArn: role.roleArn,
        prefix: 'sign-ins/!{timestamp:yyyy/MM/dd}/',
        errorOutputPrefix: 'unreadable/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/',
        compressionFormat: 'GZIP',
        // A minute is how old a failed sign-in is when bans hear of it.
        bufferingHints: { intervalInSeconds: 60, sizeInMBs: 1 },
        encryptionConfiguration: { kmsEncryptionConfig: { awskmsKeyArn: key.keyArn } },
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: group.logGroupName,
          logStreamName: errors.logStreamName,
        },
        processingConfiguration: {
          enabled: true,
          processors: [
            {
              type: 'Lambda',
              parameters: Object.entries({
                LambdaArn: this.report.functionArn,
                RoleArn: role.roleArn,
                NumberOfRetries: '3',
                BufferSizeInMBs: '1',
                BufferIntervalInSeconds: '60',
              }).map(([parameterName, parameterValue]) => ({ parameterName, parameterValue })),
            },
          ],
        },
      },
    });
    // By this tag the service that delivers logs knows the streams that it may write to.
    Tags.of(stream).add('LogDeliveryEnabled', 'true');
    stream.node.addDependency(role);
    return stream;
  }

  private deliveryRole(group: PlatformLogGroup): FirehoseRole {
    const { place, key } = this.props;
    return new FirehoseRole(this, 'DeliveryRole', {
      place,
      description: 'Delivers the log of sign-ins to its bucket',
      statements: [
        ...deliversInto(this.bucketArn, key),
        allow(['lambda:InvokeFunction'], [this.report.functionArn]),
        allow(['logs:PutLogEvents'], [group.logGroupArn]),
      ],
      confinedTo: 'bucket',
    });
  }
}

class SignInBucket extends ProtectedBucket {
  constructor(scope: Construct, id: string, { place, key, logs }: SignInLogProps) {
    super(scope, id, {
      place,
      purpose: 'sign-ins',
      encryption: key,
      accessLogs: logs.accessLogs,
      lifecycleRules: [{ id: 'expire-after-400-days', expiration: KEPT }],
      notReplicatedBecause:
        'Who signed in is evidence of this region only; a person’s addresses and times of use do not leave it.',
    });
    Validations.of(this).acknowledge({
      id: 'Control-Tower::CT.S3.PR.9',
      reason:
        'Versions outlive a deletion by 14 days, and no role of the platform may delete here; what is done to the pool ' +
        'itself is in the tamper-proof archive of the trail.',
    });
  }
}
