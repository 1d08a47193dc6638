import { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Place } from '../config/platform';
import { allowAs } from '../platform/allow';
import { bucketName, siteRotationRoleName } from '../platform/names';
import { PlatformFunction } from '../platform/platform-function';
import { acknowledgeWildcards } from '../platform/wildcards';
import { permit, publishes, readsFolder, writesRegistry } from './function-rights';
import { environmentOf, type SiteStores } from './site-functions';

/**
 * The rotation: keeps the newest backups of each slot, by count, and removes the others and what only they needed
 * (D1, D2, BK-04 to BK-07). Its role is the only one that the buckets of both regions let delete, and even that can't
 * touch a version within its lock (D17).
 */
export class SiteRotation extends Construct {
  public readonly function: PlatformFunction;

  constructor(scope: Construct, id: string, stores: SiteStores) {
    super(scope, id);
    const { place, recovery, logs } = stores;
    const reason =
      'The backups of any site may rotate, and their keys are made with the sites: a prefix or alias names them.';
    this.function = new PlatformFunction(this, 'Function', {
      entry: 'rotate-backups',
      description: 'Removes site backups that no slot keeps',
      logs,
      logsData: 'usage',
      environment: environmentOf(stores),
      roleName: siteRotationRoleName(place),
      timeout: Duration.minutes(15),
      memory: 1024,
      reservedConcurrency: 20,
    });
    const statements = rotates(recovery ? [place, recovery] : [place]);
    for (const statement of statements) this.function.addToRolePolicy(statement);
    permit(this.function, [...writesRegistry(stores), ...readsFolder(stores, 'jobs'), ...publishes(stores)]);
    acknowledgeWildcards(this.function.role as iam.Role, statements, reason);
  }
}

function rotates(regions: readonly Place[]): iam.PolicyStatement[] {
  const buckets = regions.map((place) => `arn:aws:s3:::${bucketName(place, 'site-backups')}`);
  const keys = regions.map(({ region, account }) => `arn:aws:kms:${region}:${account}:key/*`);
  return [
    allowAs('Lists', ['s3:ListBucket', 's3:ListBucketVersions'], buckets),
    allowAs(
      'ReadsAndDeletes',
      ['s3:GetObject', 's3:GetObjectVersion', 's3:DeleteObject', 's3:DeleteObjectVersion'],
      buckets.map((bucket) => `${bucket}/sites/*`),
    ),
    allowAs(
      'HoldsSites',
      ['s3:GetObject', 's3:PutObject'],
      buckets.map((bucket) => `${bucket}/leases/*`),
    ),
    allowAs('ReadsThroughS3', ['kms:Decrypt', 'kms:GenerateDataKey'], keys, {
      StringEquals: { 'kms:ViaService': regions.map(({ region }) => `s3.${region}.amazonaws.com`) },
    }),
  ];
}
