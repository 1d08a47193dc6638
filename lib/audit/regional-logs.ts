import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { ShippedLogs } from '../monitoring/log-hub';

/** Where everything in a region sends its logs. */
export interface RegionalLogs {
  /** Key of log groups and of the archive; allows CloudWatch Logs of this region. */
  readonly key: kms.IKey;
  /** Receives S3 server access logs. */
  readonly accessLogs: s3.IBucket;
  /** Receives load balancer logs; S3-managed encryption, since load balancers accept nothing else. */
  readonly loadBalancerLogs: s3.IBucket;
  /** Tamper-proof: compliance-mode Object Lock (LG-02). */
  readonly archive: s3.IBucket;
  /** Takes what may go to third parties. Absent where nothing is sent to any. */
  readonly shipped?: ShippedLogs;
}
