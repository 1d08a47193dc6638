import type { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { acknowledgeInvocation } from './invoking-rule';
import type { PlatformFunction } from './platform-function';

/** Invokes a function again and again, and tells it the time. */
export class Regularly extends events.Rule {
  constructor(scope: Construct, id: string, every: Duration, target: PlatformFunction, description: string) {
    super(scope, id, {
      description,
      schedule: events.Schedule.rate(every),
      targets: [
        new targets.LambdaFunction(target, {
          event: events.RuleTargetInput.fromObject({ at: events.EventField.time }),
        }),
      ],
    });
    acknowledgeInvocation(this);
  }
}
