import { RemovalPolicy, Tags, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { BANS_KEY } from '../../lambda/ban-addresses/ban-registry';
import { BACKUP_TAG } from '../backup/retention';
import { CustomerManagedKey } from '../encryption/customer-managed-key';

/**
 * The bans: which hold, what is remembered of offenders, and who banned whom and why. The lists of the firewall follow
 * from it. Any second of the last 35 days can be brought back.
 */
export class BanTable extends dynamodb.Table {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      partitionKey: { name: BANS_KEY.partition, type: dynamodb.AttributeType.STRING },
      sortKey: { name: BANS_KEY.sort, type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: BANS_KEY.expires,
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: new CustomerManagedKey(scope, `${id}Key`, { description: 'Bans of addresses' }),
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
