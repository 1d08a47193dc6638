import { Duration } from 'aws-cdk-lib';
import * as config from 'aws-cdk-lib/aws-config';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ARCHIVE_RETENTION } from '../audit/archive-bucket';
import { acknowledgeUnlocked } from '../audit/log-delivery';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import { ProtectedBucket } from '../encryption/protected-bucket';

export interface ConfigurationHistoryProps {
  readonly place: Place;
  readonly logs: Pick<RegionalLogs, 'accessLogs'>;
  /** Whether IAM, which has no region, is recorded here; in one region of an account only. */
  readonly globalTypes: boolean;
}

/** AWS Config: what every resource looked like at any time, and who changed it. One per account and region. */
export class ConfigurationHistory extends Construct {
  /** What rules need before they can be made. */
  public readonly recorder: config.CfnConfigurationRecorder;
  public readonly channel: config.CfnDeliveryChannel;

  constructor(scope: Construct, id: string, { place, logs, globalTypes }: ConfigurationHistoryProps) {
    super(scope, id);
    const key = new CustomerManagedKey(this, 'Key', {
      description: 'History of the configuration',
      users: [{ service: 'config.amazonaws.com' }],
    });
    // AWS Config can't deliver into a bucket with a default lock. Versions stay for a month instead.
    const bucket = new ProtectedBucket(this, 'Bucket', {
      place,
      purpose: 'config',
      encryption: key,
      accessLogs: logs.accessLogs,
      keepDeletedFor: Duration.days(30),
      lifecycleRules: [{ id: 'expire-after-retention', expiration: ARCHIVE_RETENTION }],
      notReplicatedBecause:
        'The history of a region stays in it; the account’s trail in the main region records the same changes.',
    });
    acknowledgeUnlocked(bucket);
    allowConfig(place, bucket);

    this.recorder = new config.CfnConfigurationRecorder(this, 'Recorder', {
      roleArn: `arn:aws:iam::${place.account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
      recordingGroup: { allSupported: true, includeGlobalResourceTypes: globalTypes },
      recordingMode: { recordingFrequency: 'CONTINUOUS' },
    });
    // The recorder starts when there is a channel, and CloudFormation waits for that: neither may depend on the other.
    this.channel = new config.CfnDeliveryChannel(this, 'Channel', {
      s3BucketName: bucket.bucketName,
      s3KmsKeyArn: key.keyArn,
      configSnapshotDeliveryProperties: { deliveryFrequency: 'TwentyFour_Hours' },
    });
    this.channel.node.addDependency(bucket, key);
  }
}

function allowConfig(place: Place, bucket: ProtectedBucket): void {
  const principals = [new iam.ServicePrincipal('config.amazonaws.com')];
  const ours = { 'aws:SourceAccount': place.account };
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'ConfigCheck',
      principals,
      actions: ['s3:GetBucketAcl', 's3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: { StringEquals: ours },
    }),
  );
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'Config',
      principals,
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`AWSLogs/${place.account}/Config/*`)],
      conditions: { StringEquals: { ...ours, 's3:x-amz-acl': 'bucket-owner-full-control' } },
    }),
  );
}
