import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Place } from '../config/platform';
import type { LockMode } from '../encryption/lock-mode';
import { ProtectedBucket } from '../encryption/protected-bucket';

/** How long records can't be deleted, and after which they are: thirteen months, a year's audit and its preparation. */
export const ARCHIVE_RETENTION = Duration.days(400);

export interface ArchiveBucketProps {
  readonly place: Place;
  readonly purpose: 'archive' | 'account-archive' | 'delivery-archive';
  readonly key: kms.IKey;
  readonly accessLogs: s3.IBucket;
  readonly lock: LockMode;
}

/**
 * Keeps records from being changed or deleted by anybody for 400 days (LG-02), and deletes them 14 days later
 * (TN-19).
 */
export class ArchiveBucket extends ProtectedBucket {
  constructor(scope: Construct, id: string, props: ArchiveBucketProps) {
    super(scope, id, {
      place: props.place,
      purpose: props.purpose,
      encryption: props.key,
      accessLogs: props.accessLogs,
      objectLockEnabled: true,
      objectLockDefaultRetention: s3.ObjectLockRetention[props.lock](ARCHIVE_RETENTION),
      lifecycleRules: [{ id: 'expire-after-retention', expiration: ARCHIVE_RETENTION }],
      notReplicatedBecause:
        'Records stay in the region that they are about, inside its residency; Object Lock guards them against deletion.',
    });
    // The lock guards versions. This also keeps delete markers from hiding them, and retention from being touched.
    this.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'NobodyRemovesRecords',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: [
          's3:DeleteObject',
          's3:DeleteObjectVersion',
          's3:PutObjectRetention',
          's3:PutObjectLegalHold',
          's3:BypassGovernanceRetention',
        ],
        resources: [this.arnForObjects('*')],
      }),
    );
    // Who could shorten the default retention would shorten that of records yet to come.
    this.keepProtections();
  }
}
