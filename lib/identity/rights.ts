import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { IDENTITY_SOURCE } from '../../lambda/shared/identity/identity-events';
import type { Place } from '../config/platform';
import { allow } from '../platform/allow';

/** A table of the identity room, with the key that it is encrypted with. */
export interface SealedTable {
  readonly table: dynamodb.ITable;
  readonly key: kms.IKey;
}

/** Reads single items, whose key it knows; it can't list what there is. */
export function looksUp({ table, key }: SealedTable): iam.PolicyStatement[] {
  return [allow(['dynamodb:GetItem'], [table.tableArn]), allow(['kms:Decrypt'], [key.keyArn])];
}

/** Publishes events of users and keys, and no others, on the account's own bus. */
export function tellsOfIdentity({ region, account }: Place): iam.PolicyStatement {
  return allow(['events:PutEvents'], [`arn:aws:events:${region}:${account}:event-bus/default`], {
    // A request may have entries of several sources: all must be this one.
    'ForAllValues:StringEquals': { 'events:source': IDENTITY_SOURCE },
  });
}

/** Calls of the API of user pools, on one pool. */
export function manages(poolArn: string, calls: readonly string[]): iam.PolicyStatement {
  return allow(
    calls.map((call) => `cognito-idp:${call}`),
    [poolArn],
  );
}
