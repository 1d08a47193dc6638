import { RemovalPolicy, Tags, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { CLOSED_DAYS, EXPIRES, REQUESTS_KEY, STATE_INDEX } from '../../lambda/shared/privacy/request-table';
import { BACKUP_TAG } from '../backup/retention';
import { LONGEST_DEADLINE_DAYS } from '../config/privacy-schema';
import { declareRetention } from './declared-retention';

/**
 * Requests about personal data. Closed ones are removed after 400 days, by when their receipt has served its time too
 * (TN-19); any second of the last 35 days can be brought back, and it is under nightly backup.
 */
export class RequestStore extends dynamodb.Table {
  constructor(scope: Construct, id: string, { key }: { readonly key: kms.IKey }) {
    super(scope, id, {
      partitionKey: { name: REQUESTS_KEY, type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: EXPIRES,
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.addGlobalSecondaryIndex({
      indexName: STATE_INDEX.name,
      partitionKey: { name: STATE_INDEX.partition, type: dynamodb.AttributeType.STRING },
      sortKey: { name: STATE_INDEX.sort, type: dynamodb.AttributeType.STRING },
      // Whom a request is about stands in the table alone.
      projectionType: dynamodb.ProjectionType.KEYS_ONLY,
    });
    declareRetention(this, {
      because: `a request is open for 30 days at the most, whom it is about is removed when it is closed, and DynamoDB removes it by its ${EXPIRES}, ${CLOSED_DAYS} days later`,
      days: CLOSED_DAYS + LONGEST_DEADLINE_DAYS,
    });
    Tags.of(this).add(BACKUP_TAG.key, BACKUP_TAG.value);
    Validations.of(this).acknowledge({
      id: 'NIST.800.53.R5::NIST.800.53.R5-DynamoDBInBackupPlan',
      reason: `The plan of the backup stack selects by tag, ${BACKUP_TAG.key}=${BACKUP_TAG.value}, which this table bears; the rule sees only plans that name a table.`,
    });
  }
}
