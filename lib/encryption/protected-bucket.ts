import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Place } from '../config/platform';
import { bucketName, deploymentRoleArn } from '../platform/names';
import type { BucketPurpose } from '../platform/names';

export interface ProtectedBucketProps extends Pick<
  s3.BucketProps,
  'lifecycleRules' | 'objectLockDefaultRetention' | 'objectLockEnabled'
> {
  readonly place: Place;
  readonly purpose: BucketPurpose;
  /** Key of the objects. `s3-managed` only where the service that writes accepts nothing else. */
  readonly encryption: kms.IKey | 's3-managed';
  /** Where S3 logs accesses to this bucket. `none` only for the bucket that receives those logs. */
  readonly accessLogs: s3.IBucket | 'none';
  /** Why S3 does not replicate it: how its content reaches a second place, or why it need not. Auditors read it. */
  readonly notReplicatedBecause: string;
  /** How long deleted or overwritten versions are kept. @default 14 days */
  readonly keepDeletedFor?: Duration;
}

/**
 * A bucket as all of ours are: private, encrypted, versioned, TLS 1.2 or better, logged, its events on
 * EventBridge, never deleted with its stack.
 */
export class ProtectedBucket extends s3.Bucket {
  private readonly deploymentRole: string;

  constructor(scope: Construct, id: string, props: ProtectedBucketProps) {
    const { place, purpose, encryption, accessLogs, notReplicatedBecause, keepDeletedFor, lifecycleRules, ...rest } =
      props;
    super(scope, id, {
      ...rest,
      bucketName: bucketName(place, purpose),
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(encryption === 's3-managed'
        ? { encryption: s3.BucketEncryption.S3_MANAGED }
        : { encryption: s3.BucketEncryption.KMS, encryptionKey: encryption, bucketKeyEnabled: true }),
      lifecycleRules: [
        {
          id: 'expire-deleted-versions',
          noncurrentVersionExpiration: keepDeletedFor ?? Duration.days(14),
          abortIncompleteMultipartUploadAfter: Duration.days(2),
        },
        ...(lifecycleRules ?? []),
      ],
    });
    this.deploymentRole = deploymentRoleArn(place);
    const bucket = this.node.defaultChild as s3.CfnBucket;
    // By property, both: the constructs' own ways would add a function, and a policy to the other bucket's stack.
    bucket.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    if (accessLogs !== 'none') {
      bucket.loggingConfiguration = { destinationBucketName: accessLogs.bucketName, logFilePrefix: `${purpose}/` };
    }
    this.acknowledge('S3BucketReplicationEnabled', notReplicatedBecause);
    if (encryption === 's3-managed') {
      const reason = 'The service that writes here accepts only S3-managed AES-256 encryption.';
      this.acknowledge('S3DefaultEncryptionKMS', reason);
      Validations.of(this).acknowledge({ id: 'Control-Tower::CT.S3.PR.10', reason });
    }
    if (accessLogs === 'none') {
      const reason = 'It receives the access logs of the other buckets; logging it to itself would never end.';
      Validations.of(this).acknowledge({ id: 'Control-Tower::CT.S3.PR.2', reason });
    }
  }

  /** Only a deployment changes the bucket's protections, and a deployment is reviewed. */
  public keepProtections(): void {
    this.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'OnlyDeploymentsChangeProtections',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: [
          's3:DeleteBucket',
          's3:DeleteBucketPolicy',
          's3:PutBucketPolicy',
          's3:PutBucketObjectLockConfiguration',
          's3:PutBucketVersioning',
          's3:PutLifecycleConfiguration',
        ],
        resources: [this.bucketArn, this.arnForObjects('*')],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': this.deploymentRole } },
      }),
    );
  }

  /** The same rule stands in both packs. */
  private acknowledge(rule: string, reason: string): void {
    for (const pack of ['NIST.800.53.R5', 'PCI.DSS.321']) {
      Validations.of(this).acknowledge({ id: `${pack}::${pack}-${rule}`, reason });
    }
  }
}
