import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Place } from '../config/platform';
import { acknowledgeInvocation } from '../platform/invoking-rule';
import { incidentBusName } from '../platform/names';
import { intakeSources } from './intake-sources';

export interface IncidentIntakeProps {
  readonly place: Place;
  /** Function that makes incidents of events. */
  readonly opens: lambda.IFunction;
}

/**
 * What becomes an incident: everything that on-call hears of at once, by the very same patterns, and what is recorded
 * without waking anybody (NW-10, NW-11).
 */
export class IncidentIntake extends Construct {
  constructor(scope: Construct, id: string, { place, opens }: IncidentIntakeProps) {
    super(scope, id);
    for (const [name, source] of Object.entries(intakeSources(place))) this.rule(name, opens, source);
    // A bus of its own: on the default one the notices of this region would tell of what happened elsewhere.
    const eventBus = new events.EventBus(this, 'Relayed', {
      eventBusName: incidentBusName(place),
      description: 'Events of the recovery region that become incidents here',
    });
    this.rule('FromRecovery', opens, {
      eventBus,
      description: 'What was relayed from the recovery region',
      eventPattern: { account: [place.account] },
    });
  }

  private rule(id: string, opens: lambda.IFunction, props: events.RuleProps): void {
    const rule = new events.Rule(this, id, { ...props, targets: [new targets.LambdaFunction(opens)] });
    acknowledgeInvocation(rule);
  }
}
