import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import { ProtectedBucket } from '../encryption/protected-bucket';

export interface ReportBucketProps {
  readonly place: Place;
  readonly logs: RegionalLogs;
}

/** Receives the daily reports of Backup Audit Manager and keeps them for 400 days (OR-10). */
export class ReportBucket extends Construct {
  public readonly bucketName: string;
  private readonly policy: CfnBucketPolicy;

  constructor(scope: Construct, id: string, { place, logs }: ReportBucketProps) {
    super(scope, id);
    const writer = `arn:aws:iam::${Stack.of(this).account}:role/aws-service-role/reports.backup.amazonaws.com/AWSServiceRoleForBackupReports`;
    const key = new CustomerManagedKey(this, 'Key', { description: 'Backup reports' });
    key.addToResourcePolicy(
      // By condition, since a key policy can't name a role that does not exist yet.
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['kms:GenerateDataKey', 'kms:Encrypt'],
        resources: ['*'],
        conditions: {
          StringEquals: { 'kms:CallerAccount': Stack.of(this).account },
          ArnEquals: { 'aws:PrincipalArn': writer },
        },
      }),
    );
    const bucket = new ProtectedBucket(this, 'Bucket', {
      place,
      purpose: 'reports',
      encryption: key,
      accessLogs: logs.accessLogs,
      notReplicatedBecause: 'Every report can be made again by AWS Backup from the jobs of the day it covers.',
      lifecycleRules: [{ id: 'expire-reports', expiration: Duration.days(400) }],
    });
    Validations.of(bucket).acknowledge({
      id: 'Control-Tower::CT.S3.PR.9',
      reason: 'Reports are views of what AWS Backup and the locked vault record; they can be made again at any time.',
    });
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'BackupReports',
        principals: [new iam.ArnPrincipal(writer)],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects('*')],
        conditions: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
      }),
    );
    this.bucketName = bucket.bucketName;
    this.policy = bucket.policy!.node.defaultChild as CfnBucketPolicy;
  }

  /** The first report plan of an account makes the service-linked role, which the policy can name only then. */
  public admitAfter(reportPlan: CfnResource): void {
    this.policy.addResourceDependency(reportPlan);
  }
}
