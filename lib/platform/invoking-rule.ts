import { Validations } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';

/** Acknowledges what the check of permissions says of a rule that invokes a function. */
export function acknowledgeInvocation(rule: events.Rule): void {
  Validations.of(rule).acknowledge({
    id: 'Control-Tower::CT.LAMBDA.PR.2',
    reason: 'Its SourceArn is the rule beside it; the check looks at the permission alone, where that is a reference.',
  });
}
