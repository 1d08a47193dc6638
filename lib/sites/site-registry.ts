import { RemovalPolicy, Tags, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { PLACE_INDEX, TABLE_KEY } from '../../lambda/shared/registry/registry';
import { BACKUP_TAG } from '../backup/retention';
import { declareRetention } from '../privacy/declared-retention';

/**
 * The registry: sites, where they are placed, their backups and what was done to them, drills included. Not customers'
 * data, yet what finds it again: any second of the last 35 days can be brought back, and it is under nightly backup.
 */
export class SiteRegistry extends dynamodb.Table {
  constructor(scope: Construct, id: string, { key }: { readonly key: kms.IKey }) {
    super(scope, id, {
      partitionKey: text(TABLE_KEY.partition),
      sortKey: text(TABLE_KEY.sort),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.addGlobalSecondaryIndex({
      indexName: PLACE_INDEX.name,
      partitionKey: text(PLACE_INDEX.partition),
      sortKey: text(PLACE_INDEX.sort),
    });
    declareRetention(this, {
      because:
        'it holds no data of customers’ users: which sites there are, and the history of operations and drills, which is ' +
        'evidence and kept for good',
    });
    Tags.of(this).add(BACKUP_TAG.key, BACKUP_TAG.value);
    Validations.of(this).acknowledge({
      id: 'NIST.800.53.R5::NIST.800.53.R5-DynamoDBInBackupPlan',
      reason: `The plan of the backup stack selects by tag, ${BACKUP_TAG.key}=${BACKUP_TAG.value}, which this table bears; the rule sees only plans that name a table.`,
    });
  }
}

function text(name: string): dynamodb.Attribute {
  return { name, type: dynamodb.AttributeType.STRING };
}
