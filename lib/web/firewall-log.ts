import { ArnFormat, Stack } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { PlatformLogGroup } from '../audit/platform-log-group';

export interface FirewallLogProps {
  readonly acl: wafv2.CfnWebACL;
  /** WAF wants the prefix `aws-waf-logs-` in it. */
  readonly logGroupName: string;
  /** Must allow CloudWatch Logs of this region. */
  readonly key: kms.IKey;
  /** What may let somebody in, beside the headers with credentials. @default - nothing */
  readonly alsoRedacted?: readonly wafv2.CfnLoggingConfiguration.FieldToMatchProperty[];
}

/** Logs what a firewall blocked or counted; what passed is elsewhere. Never credentials (LG-03). */
export function logFirewall(scope: Construct, props: FirewallLogProps): PlatformLogGroup {
  const { acl, logGroupName, key, alsoRedacted = [] } = props;
  const group = new PlatformLogGroup(scope, 'Log', { key, logGroupName });
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  const logging = new wafv2.CfnLoggingConfiguration(scope, 'Logging', {
    resourceArn: acl.attrArn,
    // The group's own ARN ends in `:*`, which WAF refuses.
    logDestinationConfigs: [
      Stack.of(scope).formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat }),
    ],
    redactedFields: [...['authorization', 'cookie'].map((name) => ({ singleHeader: { Name: name } })), ...alsoRedacted],
    loggingFilter: {
      DefaultBehavior: 'DROP',
      Filters: [
        {
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: ['BLOCK', 'COUNT'].map((action) => ({ ActionCondition: { Action: action } })),
        },
      ],
    },
  });
  logging.node.addDependency(group);
  return group;
}
