import { RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface PlatformLogGroupProps {
  /** Key that encrypts it; must allow CloudWatch Logs of this region. */
  readonly key: kms.IKey;
  /** Only where a service insists on a name (WAF, Step Functions, RDS). @default - named by CloudFormation */
  readonly logGroupName?: string;
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
  }
}
