import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import type { OnCall } from './on-call';

export interface MonitoringStackProps extends PlatformStackProps {
  readonly runbookUrl: string;
  /** Who is told, first level first (IR-03). */
  readonly escalation: readonly { readonly email: string }[];
}

/** The on-call topic of a region: where every alarm and notice ends (AV-08, AV-09). */
export class MonitoringStack extends PlatformStack {
  public readonly onCall: OnCall;

  constructor(scope: Construct, id: string, props: MonitoringStackProps) {
    super(scope, id, props);
    const key = new CustomerManagedKey(this, 'Key', {
      description: 'Notifications to on-call',
      users: ['cloudwatch', 'events', 'backup', 'rds', 'budgets'].map((service) => ({
        service: `${service}.amazonaws.com`,
      })),
    });
    const topic = new sns.Topic(this, 'OnCall', { displayName: 'Cordon on-call', masterKey: key, enforceSSL: true });
    for (const { email } of props.escalation) topic.addSubscription(new subscriptions.EmailSubscription(email));
    this.onCall = { topic, runbookUrl: props.runbookUrl };
  }
}
