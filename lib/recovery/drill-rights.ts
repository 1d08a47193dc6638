import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Place } from '../config/platform';
import { allowAs } from '../platform/allow';
import { bucketArn, drillServerName } from '../platform/names';

/**
 * What the worker may do in a drill: read backups, keys and secrets of the recovery region, and none of the home region,
 * which a real loss would leave it without. It writes to the bucket of drills alone.
 */
export function proves(place: Place): iam.PolicyStatement[] {
  const [backups, drills] = [bucketArn(place, 'site-backups'), bucketArn(place, 'drills')];
  const { platform, environment, region, account } = place;
  const keys = [`arn:aws:kms:${region}:${account}:key/*`];
  const secret = (name: string) => `arn:aws:secretsmanager:${region}:${account}:secret:${name}`;
  const via = (service: string) => ({ StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } });
  return [
    allowAs('ListsBackups', ['s3:ListBucket'], [backups]),
    allowAs('ReadsBackups', ['s3:GetObject', 's3:GetObjectVersion'], [`${backups}/sites/*`]),
    allowAs('ReadsJobs', ['s3:GetObject'], [`${drills}/jobs/*`, `${drills}/leases/*`]),
    // Else a lease that isn't there looks like one that may not be read.
    allowAs('ListsDrills', ['s3:ListBucket'], [drills]),
    allowAs('WritesOutcomes', ['s3:PutObject'], [`${drills}/outcomes/*`, `${drills}/leases/*`]),
    allowAs('UsesSiteKeys', ['kms:Decrypt'], keys, {
      'ForAnyValue:StringLike': { 'kms:ResourceAliases': `alias/${platform}/${environment}/site/*` },
    }),
    allowAs('LooksAtKeys', ['kms:DescribeKey'], keys),
    allowAs('BucketKeys', ['kms:Decrypt', 'kms:GenerateDataKey'], keys, via('s3')),
    allowAs('SiteSecrets', ['secretsmanager:GetSecretValue'], [secret(`${platform}/${environment}/site/*`)]),
    // RDS names it, and tags it with the server.
    allowAs('ServerSecret', ['secretsmanager:GetSecretValue'], [secret('rds!db-*')], {
      StringEquals: { 'aws:ResourceTag/aws:rds:primaryDBInstanceArn': drillServerArn(place) },
    }),
    allowAs('SecretKeys', ['kms:Decrypt'], keys, via('secretsmanager')),
  ];
}

export interface DrillServerParts {
  /** Names of the groups that the server belongs to. */
  readonly subnetGroup: string;
  readonly parameterGroup: string;
  /** ARN of the key of its storage and secret. */
  readonly key: string;
}

/** What makes the server of drills and deletes it: this one server, private, its password known to Secrets Manager alone. */
export function managesServer(place: Place, parts: DrillServerParts): iam.PolicyStatement[] {
  const { region, account } = place;
  const server = drillServerArn(place);
  const rds = (kind: string, name: string) => `arn:aws:rds:${region}:${account}:${kind}:${name}`;
  const services = ['rds', 'secretsmanager'].map((service) => `${service}.${region}.amazonaws.com`);
  return [
    allowAs('FindsServer', ['rds:DescribeDBInstances'], [rds('db', '*')]),
    allowAs('MakesServer', ['rds:CreateDBInstance'], [server], {
      Bool: { 'rds:PubliclyAccessible': 'false', 'rds:ManageMasterUserPassword': 'true' },
    }),
    allowAs(
      'MakesItOf',
      ['rds:CreateDBInstance'],
      [rds('subgrp', parts.subnetGroup), rds('pg', parts.parameterGroup), rds('og', 'default:*')],
    ),
    allowAs('TagsServer', ['rds:AddTagsToResource'], [server]),
    allowAs('DeletesServer', ['rds:DeleteDBInstance'], [server]),
    allowAs(
      'MakesItsSecret',
      ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
      [`arn:aws:secretsmanager:${region}:${account}:secret:rds!db-*`],
    ),
    allowAs('UsesKey', ['kms:DescribeKey', 'kms:Decrypt', 'kms:GenerateDataKey*'], [parts.key], {
      StringEquals: { 'kms:ViaService': services },
    }),
    allowAs('GrantsKey', ['kms:CreateGrant'], [parts.key], {
      StringEquals: { 'kms:ViaService': services },
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
    }),
  ];
}

export function drillServerArn(place: Place): string {
  return `arn:aws:rds:${place.region}:${place.account}:db:${drillServerName(place)}`;
}
