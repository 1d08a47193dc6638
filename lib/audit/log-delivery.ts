import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Fact, FactName } from 'aws-cdk-lib/region-info';
import type { Place } from '../config/platform';
import type { CustomerManagedKey } from '../encryption/customer-managed-key';

/**
 * Who may write logs into our buckets. All statements speak of this account in general terms, so that a new source of
 * logs in another stack never changes the stack of the buckets.
 */

/** The service behind flow logs, DNS query logs and network load balancers, on behalf of this account and region. */
function vendedLogsConditions(place: Place) {
  return {
    StringEquals: { 'aws:SourceAccount': place.account },
    ArnLike: { 'aws:SourceArn': `arn:aws:logs:${place.region}:${place.account}:*` },
  };
}

/** Accepts VPC flow logs, DNS query logs and what else CloudWatch delivers. */
export function allowVendedLogs(place: Place, bucket: s3.Bucket, key?: CustomerManagedKey): void {
  const conditions = vendedLogsConditions(place);
  const principals = [new iam.ServicePrincipal('delivery.logs.amazonaws.com')];
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'VendedLogs',
      principals,
      actions: ['s3:PutObject'],
      resources: [
        bucket.arnForObjects(`*AWSLogs/${place.account}/*`),
        // Flow logs in partitions that Athena finds by itself.
        bucket.arnForObjects(`*AWSLogs/aws-account-id=${place.account}/*`),
      ],
      conditions: {
        ...conditions,
        StringEquals: { ...conditions.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
      },
    }),
  );
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'VendedLogsCheck',
      principals,
      actions: ['s3:GetBucketAcl', 's3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions,
    }),
  );
  key?.allow({ service: 'delivery.logs.amazonaws.com', conditions });
}

/** Accepts the access logs of load balancers: those of older regions come from an account of AWS. */
export function allowLoadBalancerLogs(place: Place, bucket: s3.Bucket): void {
  const resources = [bucket.arnForObjects(`*AWSLogs/${place.account}/*`)];
  const legacyAccount = Fact.find(place.region, FactName.ELBV2_ACCOUNT);
  if (legacyAccount) {
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'LoadBalancersOfOlderRegions',
        principals: [new iam.AccountPrincipal(legacyAccount)],
        actions: ['s3:PutObject'],
        resources,
      }),
    );
  }
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'LoadBalancers',
      principals: [new iam.ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources,
      conditions: {
        StringEquals: { 'aws:SourceAccount': place.account },
        ArnLike: {
          'aws:SourceArn': `arn:aws:elasticloadbalancing:${place.region}:${place.account}:loadbalancer/*`,
        },
      },
    }),
  );
  allowVendedLogs(place, bucket);
}

/** Accepts the server access logs of every bucket of this platform and environment. */
export function allowServerAccessLogs(place: Place, bucket: s3.Bucket): void {
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'ServerAccessLogs',
      principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('*')],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(bucket).account },
        ArnLike: { 'aws:SourceArn': `arn:aws:s3:::${place.platform}-${place.environment}-*` },
      },
    }),
  );
}

/** Says to auditors why a bucket of logs that is not an archive has no lock. */
export function acknowledgeUnlocked(bucket: s3.Bucket): void {
  Validations.of(bucket).acknowledge({
    id: 'Control-Tower::CT.S3.PR.9',
    reason:
      'Neither S3 access logs, load balancers nor AWS Config deliver into a bucket with a default lock; the archive has one.',
  });
}
