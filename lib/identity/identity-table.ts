import { RemovalPolicy, Tags, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { BACKUP_TAG } from '../backup/retention';

export interface IdentityTableProps {
  readonly key: kms.IKey;
  /** Names of the attributes of its key, which are texts. */
  readonly partition: string;
  /** @default - none */
  readonly sort?: string;
}

/** A table of who may come in: encrypted by our key, brought back to any second of the last 35 days, backed up nightly. */
export class IdentityTable extends dynamodb.Table {
  constructor(scope: Construct, id: string, { key, partition, sort }: IdentityTableProps) {
    super(scope, id, {
      partitionKey: text(partition),
      sortKey: sort === undefined ? undefined : text(sort),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
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
