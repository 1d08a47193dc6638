import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { CLOSED_DAYS, EXPIRES, REQUESTS_KEY, STATE_INDEX } from '../../lambda/shared/privacy/request-table';
import { LONGEST_DEADLINE_DAYS } from '../config/privacy-schema';
import { ProtectedTable, textAttribute } from '../encryption/protected-table';

/**
 * Requests about personal data. Closed ones are removed after 400 days, by when their receipt has served its time too
 * (TN-19).
 */
export class RequestStore extends ProtectedTable {
  constructor(scope: Construct, id: string, { key }: { readonly key: kms.IKey }) {
    super(scope, id, {
      partition: REQUESTS_KEY,
      key,
      timeToLiveAttribute: EXPIRES,
      retention: {
        because: `a request is open for 30 days at the most, whom it is about is removed when it is closed, and DynamoDB removes it by its ${EXPIRES}, ${CLOSED_DAYS} days later`,
        days: CLOSED_DAYS + LONGEST_DEADLINE_DAYS,
      },
    });
    this.addGlobalSecondaryIndex({
      indexName: STATE_INDEX.name,
      partitionKey: textAttribute(STATE_INDEX.partition),
      sortKey: textAttribute(STATE_INDEX.sort),
      // Whom a request is about stands in the table alone.
      projectionType: dynamodb.ProjectionType.KEYS_ONLY,
    });
  }
}
