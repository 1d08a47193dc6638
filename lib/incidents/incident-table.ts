import { RemovalPolicy, Tags, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { EXPIRY, OPEN_INDEX } from '../../lambda/shared/incidents/incident-store';
import { TABLE_KEY } from '../../lambda/shared/registry/registry';
import { BACKUP_TAG } from '../backup/retention';
import type { PlatformFunction } from '../platform/platform-function';

/**
 * Incidents, what happened to them, and the notices that they called for: evidence, so that nobody may delete from it,
 * and any second of the last 35 days can be brought back. Only marks of events that were taken in go by
 * themselves.
 */
export class IncidentTable extends dynamodb.Table {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: { readonly key: kms.IKey },
  ) {
    super(scope, id, {
      partitionKey: text(TABLE_KEY.partition),
      sortKey: text(TABLE_KEY.sort),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: EXPIRY,
      resourcePolicy: new iam.PolicyDocument({ statements: [onlyGrows()] }),
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const { name, partition, sort } = OPEN_INDEX;
    this.addGlobalSecondaryIndex({ indexName: name, partitionKey: text(partition), sortKey: text(sort) });
    Tags.of(this).add(BACKUP_TAG.key, BACKUP_TAG.value);
    Validations.of(this).acknowledge({
      id: 'NIST.800.53.R5::NIST.800.53.R5-DynamoDBInBackupPlan',
      reason: `The plan of the backup stack selects by tag, ${BACKUP_TAG.key}=${BACKUP_TAG.value}, which this table bears; the rule sees only plans that name a table.`,
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

function text(name: string): dynamodb.Attribute {
  return { name, type: dynamodb.AttributeType.STRING };
}
