import { Fn, Stack } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { PLACE_INDEX } from '../../lambda/shared/registry/registry';
import { EVENT_SOURCE } from '../../lambda/shared/site-events';
import { allow } from '../platform/allow';
import { bucketName } from '../platform/names';
import type { PlatformFunction } from '../platform/platform-function';
import { acknowledgeWildcards } from '../platform/wildcards';
import type { SiteStores } from './site-functions';

/** Folders of the operations bucket. */
export type OperationsFolder = 'catalogue' | 'jobs' | 'outcomes' | 'people';

const FOLDER =
  'A folder of a bucket, whose objects are named when they are written; no other folder or bucket is open to it.';

/** What a function of site operations may do, statement by statement. @param reason why wildcards can't name less */
export function permit(target: PlatformFunction, statements: readonly iam.PolicyStatement[], reason = FOLDER): void {
  for (const statement of statements) target.addToRolePolicy(statement);
  acknowledgeWildcards(target.role as iam.Role, statements, reason);
}

/** The registry, for those who know nothing else of the sites stack. */
export interface ReadRegistry {
  readonly registry: dynamodb.ITable;
  readonly key: kms.IKey;
}

export function readsRegistry({ registry, key }: ReadRegistry): iam.PolicyStatement[] {
  const table = [registry.tableArn, `${registry.tableArn}/index/${PLACE_INDEX.name}`];
  return [allow(['dynamodb:GetItem', 'dynamodb:Query'], table), allow(['kms:Decrypt'], [key.keyArn])];
}

export function writesRegistry(stores: SiteStores): iam.PolicyStatement[] {
  const actions = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
  return [...readsRegistry(stores), allow(actions, [stores.registry.tableArn])];
}

export function readsFolder({ place, key }: SiteStores, folder: OperationsFolder): iam.PolicyStatement[] {
  const bucket = `arn:aws:s3:::${bucketName(place, 'operations')}`;
  return [
    allow(['s3:GetObject'], [`${bucket}/${folder}/*`]),
    // Else an object that isn't there looks like one that may not be read.
    allow(['s3:ListBucket'], [bucket], { StringLike: { 's3:prefix': `${folder}/*` } }),
    allow(['kms:Decrypt'], [key.keyArn]),
  ];
}

export function writesFolder({ place, key }: SiteStores, folder: OperationsFolder): iam.PolicyStatement[] {
  return [
    allow(['s3:PutObject'], [`arn:aws:s3:::${bucketName(place, 'operations')}/${folder}/*`]),
    allow(['kms:GenerateDataKey', 'kms:Decrypt'], [key.keyArn]),
  ];
}

/** Publishes events of site operations, and no others, on the account's own bus. */
export function publishes({ place: { region, account } }: SiteStores): iam.PolicyStatement[] {
  return [
    allow(['events:PutEvents'], [`arn:aws:events:${region}:${account}:event-bus/default`], {
      StringEquals: { 'events:source': EVENT_SOURCE },
    }),
  ];
}

/** What starting an execution takes, whose input our key encrypts. */
export function starts({ key }: SiteStores, machineArns: readonly string[]): iam.PolicyStatement[] {
  return [
    allow(['states:StartExecution'], [...machineArns]),
    allow(['kms:GenerateDataKey', 'kms:Decrypt'], [key.keyArn]),
  ];
}

/** Whether an execution that was started before still runs. */
export function looksAt(stateMachine: sfn.IStateMachine): iam.PolicyStatement[] {
  const name = Fn.select(6, Fn.split(':', stateMachine.stateMachineArn));
  const { partition, region, account } = Stack.of(stateMachine);
  return [allow(['states:DescribeExecution'], [`arn:${partition}:states:${region}:${account}:execution:${name}:*`])];
}
