import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Place } from '../config/platform';
import { ProtectedBucket } from '../encryption/protected-bucket';
import { ARCHIVE_RETENTION } from './archive-bucket';
import { acknowledgeUnlocked, allowServerAccessLogs } from './log-delivery';

export interface AccessLogBucketProps {
  readonly place: Place;
  readonly purpose: 'access-logs' | 'account-logs';
}

/** Receives the server access logs of every bucket of its environment and region (LG-06). Has no lock: S3 can't log into one. */
export class AccessLogBucket extends Construct {
  /** By name: a bucket that logs here adds nothing to this stack. */
  public readonly byName: s3.IBucket;

  constructor(scope: Construct, id: string, { place, purpose }: AccessLogBucketProps) {
    super(scope, id);
    const bucket = new ProtectedBucket(this, 'Bucket', {
      place,
      purpose,
      encryption: 's3-managed',
      accessLogs: 'none',
      lifecycleRules: [{ id: 'expire-after-retention', expiration: ARCHIVE_RETENTION }],
      notReplicatedBecause:
        'Access logs stay in the region of the buckets they are about, inside its residency; CloudTrail records the same.',
    });
    acknowledgeUnlocked(bucket);
    allowServerAccessLogs(place, bucket);
    this.byName = s3.Bucket.fromBucketName(this, 'ByName', bucket.bucketName);
  }
}
