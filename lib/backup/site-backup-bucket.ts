import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { siteWorkerRoles } from '../../lambda/shared/copy-source';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import { ProtectedBucket } from '../encryption/protected-bucket';
import { siteRotationRoleArn, siteWorkerRoleArns } from '../platform/names';
import { declareRetention } from '../privacy/declared-retention';
import { SITE_BACKUP_LOCK_DAYS, SITE_BACKUP_UNDELETE_DAYS } from './retention';

/** Tag that the worker sets on the objects of a yearly backup. */
export const YEARLY_TAG = { key: 'slot', value: 'yearly' } as const;

export interface SiteBackupBucketProps {
  readonly place: Place;
  /** Where the sites run whose backups these are: the place itself, or the other region of the pair. */
  readonly home: Place;
  /** Where they ran before its loss: should its workers come to life again, they write no backups here. @default - nowhere else */
  readonly closedTo?: Place;
  /** Account of the sites that copies here are filled from: its workers may write (D20). @default - nobody outside the account */
  readonly filledFrom?: string;
  readonly logs: RegionalLogs;
}

/**
 * The bucket of the backups of single sites (BK-11). Its twin stands in the recovery region, and the worker writes
 * both (D19).
 *
 * Versioned and locked: no version can be deleted within five days, none is lost until fourteen days after its
 * deletion, and only the rotation role may delete at all (D17).
 */
export class SiteBackupBucket extends Construct {
  public readonly bucket: s3.Bucket;
  public readonly key: CustomerManagedKey;

  constructor(scope: Construct, id: string, { place, home, closedTo, filledFrom, logs }: SiteBackupBucketProps) {
    super(scope, id);
    this.key = new CustomerManagedKey(this, 'Key', { description: 'Site backups' });
    const bucket = new ProtectedBucket(this, 'Bucket', {
      place,
      purpose: 'site-backups',
      encryption: this.key,
      accessLogs: logs.accessLogs,
      notReplicatedBecause:
        'The worker writes every backup to both regions itself, under the key that the site has in each: ' +
        'replication re-encrypts all sites with a single key, so that one could no longer be erased by its key.',
      objectLockDefaultRetention: s3.ObjectLockRetention.governance(Duration.days(SITE_BACKUP_LOCK_DAYS)),
      keepDeletedFor: Duration.days(SITE_BACKUP_UNDELETE_DAYS),
      lifecycleRules: [
        { id: 'remove-markers-of-deleted', expiredObjectDeleteMarker: true },
        {
          id: 'archive-yearly',
          tagFilters: { [YEARLY_TAG.key]: YEARLY_TAG.value },
          // Kept for seven years and hardly read (BK-17), yet readable at once: thawing would cost hours of a restore.
          transitions: [
            { storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(30) },
          ],
        },
      ],
    });
    this.bucket = bucket;
    declareRetention(bucket, {
      because:
        'backups live until newer ones of their slot take their place, the yearly ones of that option for seven years; ' +
        'deleted versions live 14 days more, and nobody can read them once the site’s key is shredded (D2, D9). Notes of ' +
        'erasures are kept for good, and name nobody',
    });
    if (filledFrom !== undefined) this.admit(filledFrom, siteWorkerRoles(place.platform, filledFrom));
    this.denyDeletion(home);
    if (closedTo) this.close(closedTo);
    bucket.keepProtections();
  }

  /** Lets the workers of the account that has the originals store copies, and find what they have stored. */
  private admit(account: string, workers: string): void {
    const statement = (actions: string[], resources: string[]) =>
      new iam.PolicyStatement({
        principals: [new iam.AccountPrincipal(account)],
        actions,
        resources,
        conditions: { ArnLike: { 'aws:PrincipalArn': workers } },
      });
    const { bucketArn } = this.bucket;
    const objects = ['s3:PutObject', 's3:PutObjectTagging', 's3:AbortMultipartUpload', 's3:GetObject'];
    this.bucket.addToResourcePolicy(statement(objects, [this.bucket.arnForObjects('sites/*')]));
    this.bucket.addToResourcePolicy(statement(['s3:ListBucket'], [bucketArn]));
    this.key.addToResourcePolicy(statement(['kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey'], ['*']));
  }

  private denyDeletion(home: Place): void {
    this.deny('OnlyRotationDeletes', ['s3:DeleteObject*'], siteRotationRoleArn(home));
    // Shortening a lock is a bypass as well.
    this.deny('NobodyBypassesTheLock', ['s3:BypassGovernanceRetention']);
  }

  /** What a lost region still has is old: a backup of it would be taken for the newest one. */
  private close(lost: Place): void {
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'LostRegionWritesNothing',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects('*')],
        conditions: { ArnEquals: { 'aws:PrincipalArn': siteWorkerRoleArns(lost) } },
      }),
    );
  }

  private deny(sid: string, actions: string[], exceptRoleArn?: string): void {
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid,
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions,
        resources: [this.bucket.bucketArn, this.bucket.arnForObjects('*')],
        conditions: exceptRoleArn ? { ArnNotEquals: { 'aws:PrincipalArn': exceptRoleArn } } : undefined,
      }),
    );
  }
}
