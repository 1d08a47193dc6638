import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { HeartbeatAlarm } from './heartbeat';
import type { OnCall } from './on-call';

export interface MonitoringStackProps extends PlatformStackProps {
  readonly runbookUrl: string;
  /** Who is told, first level first (IR-03). */
  readonly escalation: readonly { readonly email: string }[];
  /** Region whose monitoring is watched from here. @default - none */
  readonly watches?: string;
}

/** Services that publish by themselves; EventBridge rules and functions are granted it one by one. */
const PUBLISHERS = ['cloudwatch', 'events', 'backup', 'events.rds', 'budgets'].map((name) => `${name}.amazonaws.com`);

/** The on-call topic of a region: where every alarm and notice ends (AV-08, AV-09). */
export class MonitoringStack extends PlatformStack {
  public readonly onCall: OnCall;

  constructor(scope: Construct, id: string, props: MonitoringStackProps) {
    super(scope, id, props);
    const key = new CustomerManagedKey(this, 'Key', {
      description: 'Notifications to on-call',
      users: PUBLISHERS.map((service) => ({ service })),
    });
    const topic = new sns.Topic(this, 'OnCall', { displayName: 'Cordon on-call', masterKey: key, enforceSSL: true });
    // A policy of its own, which enforcing TLS makes, replaces the one by which the account's services may publish.
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'ServicesOfThisAccountPublish',
        principals: PUBLISHERS.map((service) => new iam.ServicePrincipal(service)),
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    // Incidents tell the further levels when their turn has come. Their clocks stand in the home region: where that is
    // watched from, everybody is told, since it may be gone.
    const told = props.watches ? props.escalation : props.escalation.slice(0, 1);
    for (const { email } of told) topic.addSubscription(new subscriptions.EmailSubscription(email));
    this.onCall = { topic, runbookUrl: props.runbookUrl };
    if (props.watches) new HeartbeatAlarm(this, 'Silent', { region: props.watches, onCall: this.onCall });
  }
}
