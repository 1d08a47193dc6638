import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';

/**
 * Has a rule call a function, without input. The CDK's own target names the permission by the rule's whole path, region
 * included, so that twins of a stack would differ; and it leaves out the account.
 */
export function callBy(rule: events.Rule, target: lambda.Function): void {
  rule.addTarget({ bind: () => ({ arn: target.functionArn, input: events.RuleTargetInput.fromObject({}) }) });
  target.addPermission('Rule', {
    principal: new iam.ServicePrincipal('events.amazonaws.com'),
    sourceArn: rule.ruleArn,
    sourceAccount: Stack.of(rule).account,
  });
}
