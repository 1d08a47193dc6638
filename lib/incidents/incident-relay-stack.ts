import { Duration, Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Place } from '../config/platform';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import { PlatformAlarm, UNMEASURED_QUEUE } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import { incidentBusArn } from '../platform/names';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { intakeSources } from './intake-sources';

export interface IncidentRelayStackProps extends PlatformStackProps {
  readonly place: Place;
  /** Region whose sites have their copies here, and where the incidents are. */
  readonly home: Place;
  /** Whether the sites run here, so that incidents are opened here as well. Nothing is relayed then. @default false */
  readonly active?: boolean;
  readonly onCall: OnCall;
}

/**
 * Copies of customers' data lie in the recovery region, so that what happens there becomes an incident as well, in the
 * home region (NW-10). On-call is told here, whatever becomes of the other region.
 */
export class IncidentRelayStack extends PlatformStack {
  constructor(scope: Construct, id: string, props: IncidentRelayStackProps) {
    super(scope, id, props);
    const { place, home, active = false, onCall } = props;
    const deadLetterQueue = this.notRelayed(onCall);
    if (active) return;
    const bus = events.EventBus.fromEventBusArn(this, 'Bus', incidentBusArn(home));
    const role = new iam.Role(this, 'Role', {
      description: `Relays events to the incidents of ${home.region}`,
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': place.account } },
      }),
    });
    for (const [name, { description, eventPattern }] of Object.entries(intakeSources(place))) {
      new events.Rule(this, name, {
        description,
        eventPattern,
        targets: [new targets.EventBus(bus, { role, deadLetterQueue })],
      });
    }
  }

  /** What could not be relayed for a day. */
  private notRelayed(onCall: OnCall): sqs.Queue {
    const key = new CustomerManagedKey(this, 'Key', {
      description: 'Events that could not be relayed to the home region',
      users: [{ service: 'events.amazonaws.com' }],
    });
    const queue = new sqs.Queue(this, 'NotRelayed', {
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    for (const id of ['Control-Tower::CT.SQS.PR.1', 'AwsSolutions::AwsSolutions-SQS3']) {
      const reason = 'This queue is itself the dead-letter queue of the relay; nothing consumes it but on-call.';
      Validations.of(queue).acknowledge({ id, reason });
    }
    new PlatformAlarm(this, 'NotRelayedAlarm', {
      onCall,
      runbook: 'incident-intake-failing',
      meaning: 'Events of the recovery region do not become incidents.',
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: UNMEASURED_QUEUE,
    });
    return queue;
  }
}
