import { RemovalPolicy, Tags } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { ShippedLogs } from '../monitoring/log-hub';

/** Tag of a log group that says how sensitive its lines are, in the words of the register of sub-processors. */
export const DATA_TAG = 'cordon:data';

export interface PlatformLogGroupProps {
  /** Key that encrypts it; must allow CloudWatch Logs of this region. */
  readonly key: kms.IKey;
  /** Only where a service insists on a name (WAF, Step Functions, RDS). @default - named by CloudFormation */
  readonly logGroupName?: string;
  /**
   * How sensitive its lines are at the most. Those with `usage` name nobody, and go to the integrated third parties;
   * `customer` never leaves the region (TN-24). @default customer
   */
  readonly data?: 'customer' | 'usage';
  /** Where lines go that name nobody. @default - nowhere */
  readonly shipped?: ShippedLogs;
}

/** A log group as all of ours are: encrypted by our key, kept for 400 days, and longer than its stack (TN-19, CR-06). */
export class PlatformLogGroup extends logs.LogGroup {
  constructor(scope: Construct, id: string, props: PlatformLogGroupProps) {
    super(scope, id, {
      logGroupName: props.logGroupName,
      encryptionKey: props.key,
      retention: logs.RetentionDays.THIRTEEN_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    if (props.data === 'usage' && props.shipped) this.ship(props.shipped);
  }
  private ship({ streamArn, roleArn }: ShippedLogs): void {
    Tags.of(this).add(DATA_TAG, 'usage');
    new logs.CfnSubscriptionFilter(this, 'Shipped', {
      logGroupName: this.logGroupName,
      destinationArn: streamArn,
      roleArn,
      filterPattern: '',
    });
  }
}
