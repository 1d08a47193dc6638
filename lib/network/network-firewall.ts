import { Duration, Fn, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as firewall from 'aws-cdk-lib/aws-networkfirewall';
import { Construct } from 'constructs';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { RegionalLogs } from '../audit/regional-logs';
import { PlatformAlarm } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import { LogDelivery } from './log-delivery';
import { SUBNET_NAMES } from './subnets';

export interface EgressFirewallProps {
  readonly vpc: ec2.Vpc;
  /** Hosts that may be called; `*.` stands for any name below. */
  readonly allowed: readonly string[];
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/**
 * Looks into every connection that leaves: the name in its TLS greeting must be an allowed one (NW-10, TN-18). Closes
 * what the DNS firewall leaves open: calling an address without asking for its name.
 *
 * In each zone: application subnet → firewall → NAT → internet, and the answers the same way back. The firewall only
 * understands connections that it sees in both directions, so no path crosses zones.
 */
export class EgressFirewall extends Construct {
  private readonly firewall: firewall.CfnFirewall;

  constructor(scope: Construct, id: string, props: EgressFirewallProps) {
    super(scope, id);
    const { vpc } = props;
    this.firewall = new firewall.CfnFirewall(this, 'Firewall', {
      firewallName: this.nameOf('firewall'),
      firewallPolicyArn: this.policy(props.allowed).attrFirewallPolicyArn,
      vpcId: vpc.vpcId,
      subnetMappings: named(vpc, 'firewall').map(({ subnetId }) => ({ subnetId })),
      deleteProtection: true,
      subnetChangeProtection: true,
      // Off: a change of the allow list may replace the policy.
      firewallPolicyChangeProtection: false,
    });
    this.log(props.logs);
    this.route(vpc);
    this.watch(vpc, props.onCall);
  }

  /** The service insists on names; nobody else needs to know them. */
  private nameOf(part: string): string {
    return `${Stack.of(this).stackName}-${part}`;
  }

  private policy(allowed: readonly string[]): firewall.CfnFirewallPolicy {
    const hosts = new firewall.CfnRuleGroup(this, 'AllowedHosts', {
      ruleGroupName: this.nameOf('hosts'),
      type: 'STATEFUL',
      // Fixed for the life of the group: to change it replaces the group.
      capacity: 1000,
      ruleGroup: {
        statefulRuleOptions: { ruleOrder: 'STRICT_ORDER' },
        rulesSource: {
          rulesSourceList: {
            generatedRulesType: 'ALLOWLIST',
            targetTypes: ['TLS_SNI'],
            // Network Firewall writes `.example.com` where DNS writes `*.example.com`.
            targets: allowed.map((host) => host.replace(/^\*\./, '.')),
          },
        },
      },
    });
    return new firewall.CfnFirewallPolicy(this, 'Policy', {
      firewallPolicyName: this.nameOf('policy'),
      firewallPolicy: {
        statelessDefaultActions: ['aws:forward_to_sfe'],
        statelessFragmentDefaultActions: ['aws:forward_to_sfe'],
        statefulEngineOptions: { ruleOrder: 'STRICT_ORDER', streamExceptionPolicy: 'REJECT' },
        // `established`: the handshake must pass, or the greeting with the name would never be seen.
        statefulDefaultActions: ['aws:drop_established', 'aws:alert_established'],
        statefulRuleGroupReferences: [{ resourceArn: hosts.attrRuleGroupArn, priority: 1 }],
      },
    });
  }

  private log({ key }: RegionalLogs): void {
    const alerts = new PlatformLogGroup(this, 'Alerts', { key });
    const flows = new PlatformLogGroup(this, 'Flows', { key });
    const delivery = new LogDelivery(this, 'LogDelivery', { groups: [alerts, flows] });
    const logging = new firewall.CfnLoggingConfiguration(this, 'Logging', {
      firewallArn: this.firewall.attrFirewallArn,
      loggingConfiguration: {
        logDestinationConfigs: [
          { logType: 'ALERT', logDestinationType: 'CloudWatchLogs', logDestination: { logGroup: alerts.logGroupName } },
          { logType: 'FLOW', logDestinationType: 'CloudWatchLogs', logDestination: { logGroup: flows.logGroupName } },
        ],
      },
    });
    logging.node.addDependency(delivery);
  }

  private route(vpc: ec2.Vpc): void {
    const application = named(vpc, 'application');
    const egress = named(vpc, 'egress');
    for (const [index, subnet] of application.entries()) {
      const vpcEndpointId = this.endpointIn(subnet.availabilityZone);
      // Out: the route to NAT, which the subnet has anyway, leads to the firewall instead. The firewall's own subnets
      // keep theirs.
      const out = subnet.node.findChild('DefaultRoute') as ec2.CfnRoute;
      out.natGatewayId = undefined;
      out.vpcEndpointId = vpcEndpointId;
      // Back: NAT's subnet would send answers straight home, past the firewall.
      const { availabilityZone, routeTable } = egress[index] as ec2.ISubnet;
      if (availabilityZone !== subnet.availabilityZone) throw new Error(`No NAT in ${subnet.availabilityZone}`);
      new ec2.CfnRoute(this, `Back${index + 1}`, {
        routeTableId: routeTable.routeTableId,
        destinationCidrBlock: subnet.ipv4CidrBlock,
        vpcEndpointId,
      });
    }
  }

  /** AWS returns `zone:endpoint` pairs in no particular order, so the pair is found by its zone and not by its place. */
  private endpointIn(zone: string): string {
    const pairs = Fn.join(',', this.firewall.attrEndpointIds);
    return Fn.select(0, Fn.split(',', Fn.select(1, Fn.split(`${zone}:`, pairs))));
  }

  private watch(vpc: ec2.Vpc, onCall: OnCall): void {
    const zones = vpc.availabilityZones;
    const dropped = (zone: string): cloudwatch.Metric =>
      new cloudwatch.Metric({
        namespace: 'AWS/NetworkFirewall',
        metricName: 'DroppedPackets',
        dimensionsMap: { FirewallName: this.firewall.firewallName, AvailabilityZone: zone, Engine: 'Stateful' },
        statistic: cloudwatch.Stats.SUM,
        period: Duration.minutes(5),
      });
    new PlatformAlarm(this, 'Drops', {
      onCall,
      runbook: 'egress-firewall-drops',
      meaning: 'Servers keep trying to reach hosts on the internet that no sub-processor in the register has.',
      metric: new cloudwatch.MathExpression({
        expression: 'SUM(METRICS())',
        label: 'Packets dropped in all zones',
        period: Duration.minutes(5),
        usingMetrics: Object.fromEntries(zones.map((zone, index) => [`zone${index + 1}`, dropped(zone)])),
      }),
      threshold: 200,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

function named(vpc: ec2.Vpc, tier: keyof typeof SUBNET_NAMES): ec2.ISubnet[] {
  return vpc.selectSubnets({ subnetGroupName: SUBNET_NAMES[tier] }).subnets;
}
