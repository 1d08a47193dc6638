import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as resolver from 'aws-cdk-lib/aws-route53resolver';
import { Construct } from 'constructs';
import { PlatformAlarm } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';

export interface DnsFirewallProps {
  readonly vpc: ec2.IVpc;
  /** Names that resolve; `*.` stands for any name below. */
  readonly allowed: readonly string[];
  readonly onCall: OnCall;
}

/**
 * Resolves the names of AWS and of registered sub-processors and no others: a server can't find a third party that is
 * not in the register (D14, TN-18, OR-06).
 *
 * AWS's managed lists of malicious domains add nothing to a list that blocks all it does not name, and their ids differ
 * by region, so they would need a look-up. If the firewall itself fails, no name resolves, which is AWS's default: its
 * setting is left alone, since CloudFormation does not offer it in every region. Port 53 is closed by the port table, so no server can ask another resolver.
 */
export class DnsFirewall extends Construct {
  constructor(scope: Construct, id: string, props: DnsFirewallProps) {
    super(scope, id);
    const allowed = new resolver.CfnFirewallDomainList(this, 'Allowed', { domains: [...props.allowed] });
    const others = new resolver.CfnFirewallDomainList(this, 'Others', { domains: ['*'] });
    const group = new resolver.CfnFirewallRuleGroup(this, 'Rules', {
      firewallRules: [
        {
          priority: 1,
          action: 'ALLOW',
          firewallDomainListId: allowed.attrId,
          // A registered host may be an alias of its content network: whom it points to is its owner's decision.
          firewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
        },
        { priority: 2, action: 'BLOCK', blockResponse: 'NXDOMAIN', firewallDomainListId: others.attrId },
      ],
    });
    new resolver.CfnFirewallRuleGroupAssociation(this, 'Association', {
      firewallRuleGroupId: group.attrId,
      vpcId: props.vpc.vpcId,
      // 1 to 100 belong to AWS.
      priority: 101,
      mutationProtection: 'ENABLED',
    });
    new PlatformAlarm(this, 'BlockedNames', {
      onCall: props.onCall,
      runbook: 'dns-names-blocked',
      meaning: 'Servers keep asking for host names that no sub-processor in the register has.',
      metric: new cloudwatch.Metric({
        namespace: 'AWS/Route53Resolver',
        metricName: 'FirewallRuleQueryVolume',
        dimensionsMap: { FirewallRuleGroupId: group.attrId, FirewallDomainListId: others.attrId },
        statistic: cloudwatch.Stats.SUM,
        period: Duration.minutes(5),
      }),
      threshold: 20,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
