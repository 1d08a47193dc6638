import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface LogDeliveryProps {
  readonly groups: readonly logs.ILogGroup[];
}

/**
 * Lets AWS's log delivery service write to these log groups, for this account only. Written out, since AWS would
 * otherwise add such a policy by itself: too wide, outside of the template, and until its size limit is reached.
 */
export class LogDelivery extends logs.ResourcePolicy {
  constructor(scope: Construct, id: string, props: LogDeliveryProps) {
    const { account, region } = Stack.of(scope);
    super(scope, id, {
      policyStatements: [
        new iam.PolicyStatement({
          principals: [new iam.ServicePrincipal('delivery.logs.amazonaws.com')],
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: props.groups.map((group) => group.logGroupArn),
          conditions: {
            StringEquals: { 'aws:SourceAccount': account },
            ArnLike: { 'aws:SourceArn': `arn:aws:logs:${region}:${account}:*` },
          },
        }),
      ],
    });
  }
}
