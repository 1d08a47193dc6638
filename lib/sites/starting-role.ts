import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { starts } from './function-rights';
import type { SiteStores } from './site-functions';

/** What EventBridge acts as when an event starts an operation: it starts this one, and encrypts its input. */
export class StartingRole extends iam.Role {
  constructor(scope: Construct, id: string, stores: SiteStores, machineArn: string) {
    super(scope, id, {
      description: 'Starts an operation on sites for an event',
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
      }),
    });
    for (const statement of starts(stores, [machineArn])) this.addToPolicy(statement);
  }
}
