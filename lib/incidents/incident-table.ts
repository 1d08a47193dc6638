import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { EXPIRY, OPEN_INDEX } from '../../lambda/shared/incidents/incident-store';
import { TABLE_KEY } from '../../lambda/shared/registry/registry';
import { ProtectedTable, textAttribute } from '../encryption/protected-table';
import type { PlatformFunction } from '../platform/platform-function';

/**
 * Incidents, what happened to them, and the notices that they called for: evidence, so that nobody may delete from it.
 * Only marks of events that were taken in go by themselves.
 */
export class IncidentTable extends ProtectedTable {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: { readonly key: kms.IKey },
  ) {
    super(scope, id, {
      ...TABLE_KEY,
      key: props.key,
      timeToLiveAttribute: EXPIRY,
      resourcePolicy: new iam.PolicyDocument({ statements: [onlyGrows()] }),
      retention: {
        because:
          'incidents and what was done about them are evidence and kept for good; they name sites, servers and staff, and ' +
          'no user of a customer',
      },
    });
    const { name, partition, sort } = OPEN_INDEX;
    this.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: textAttribute(partition),
      sortKey: textAttribute(sort),
    });
  }

  /** Lets a function read and add, and take nothing away. */
  public grantRecording(target: PlatformFunction): void {
    const allow = (actions: string[], ...resources: string[]) =>
      target.addToRolePolicy(new iam.PolicyStatement({ actions, resources }));
    allow(['dynamodb:GetItem', 'dynamodb:PutItem'], this.tableArn);
    allow(['dynamodb:Query'], this.tableArn, `${this.tableArn}/index/${OPEN_INDEX.name}`);
    allow(['kms:Decrypt'], this.props.key.keyArn);
  }
}

/** Holds for everybody, break-glass included; DynamoDB's own removal of expired marks is not asked. */
function onlyGrows(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'NobodyRemovesRecords',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: [
      'dynamodb:DeleteItem',
      'dynamodb:UpdateItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:PartiQLDelete',
      'dynamodb:PartiQLUpdate',
    ],
    // The policy belongs to this one table.
    resources: ['*'],
  });
}
