import { RemovalPolicy, Tags, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { BACKUP_TAG } from '../backup/retention';
import { declareRetention, type DeclaredRetention } from '../privacy/declared-retention';

export interface ProtectedTableProps extends Pick<dynamodb.TableProps, 'timeToLiveAttribute' | 'resourcePolicy'> {
  readonly key: kms.IKey;
  /** Names of the attributes of its key, which are texts. */
  readonly partition: string;
  /** @default - none */
  readonly sort?: string;
  /** How long it keeps what it holds, and why no longer (TN-19). */
  readonly retention: DeclaredRetention;
}

/**
 * A table as all of ours are: encrypted by our key, brought back to any second of the last 35 days, backed up nightly,
 * never deleted with its stack (CR-06, BK-24).
 */
export class ProtectedTable extends dynamodb.Table {
  constructor(scope: Construct, id: string, props: ProtectedTableProps) {
    const { key, partition, sort, retention, ...rest } = props;
    super(scope, id, {
      ...rest,
      partitionKey: textAttribute(partition),
      sortKey: sort === undefined ? undefined : textAttribute(sort),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    declareRetention(this, retention);
    Tags.of(this).add(BACKUP_TAG.key, BACKUP_TAG.value);
    Validations.of(this).acknowledge({
      id: 'NIST.800.53.R5::NIST.800.53.R5-DynamoDBInBackupPlan',
      reason: `The plan of the backup stack selects by tag, ${BACKUP_TAG.key}=${BACKUP_TAG.value}, which this table bears; the rule sees only plans that name a table.`,
    });
  }
}

/** An attribute of a key: all of ours are texts. */
export function textAttribute(name: string): dynamodb.Attribute {
  return { name, type: dynamodb.AttributeType.STRING };
}
