import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Place } from '../config/platform';
import { allow } from '../platform/allow';
import { acknowledgeWildcards } from '../platform/wildcards';

export interface FirehoseRoleProps {
  readonly place: Pick<Place, 'account'>;
  readonly description: string;
  readonly statements: readonly iam.PolicyStatement[];
  /** The most of a bucket that the statements open. */
  readonly confinedTo: 'bucket' | 'folder';
}

/** What Firehose acts as when it delivers one stream of this account. */
export class FirehoseRole extends iam.Role {
  constructor(scope: Construct, id: string, { place, description, statements, confinedTo }: FirehoseRoleProps) {
    super(scope, id, {
      description,
      assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com', {
        conditions: { StringEquals: { 'sts:ExternalId': place.account } },
      }),
    });
    for (const statement of statements) this.addToPolicy(statement);
    acknowledgeWildcards(
      this,
      statements,
      `Firehose names the objects, and the streams of its log of errors, itself; no other ${confinedTo} or group is open to it.`,
    );
  }
}

/** Puts objects into a bucket, or into one folder of it, under a key. */
export function deliversInto(bucketArn: string, key: kms.IKey, folder?: string): iam.PolicyStatement[] {
  const objects = folder === undefined ? `${bucketArn}/*` : `${bucketArn}/${folder}/*`;
  return [
    allow(['s3:PutObject', 's3:AbortMultipartUpload'], [objects]),
    allow(['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'], [bucketArn]),
    allow(['kms:GenerateDataKey', 'kms:Decrypt'], [key.keyArn]),
  ];
}
