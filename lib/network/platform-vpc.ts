import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { RegionalLogs } from '../audit/regional-logs';
import { PlatformAlarm } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import { SUBNET_NAMES, subnetConfiguration } from './subnets';

export interface PlatformVpcProps {
  /** IPv4 range, /16 to /20. */
  readonly cidr: string;
  /** Whether to set subnets aside for AWS Network Firewall. */
  readonly networkFirewall: boolean;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/**
 * A VPC over the three zones of its stack's place (AV-01), connected to no other (NW-01). Each zone has a NAT gateway
 * of its own (DR-10). Its default security group is closed, so what is attached to no role reaches nothing.
 */
export class PlatformVpc extends ec2.Vpc {
  /** Addresses of its NAT gateways. */
  public readonly natAddresses: readonly string[];

  constructor(scope: Construct, id: string, props: PlatformVpcProps) {
    const configuration = subnetConfiguration(props.cidr, props.networkFirewall);
    const nat = ec2.NatProvider.gateway();
    super(scope, id, {
      ipAddresses: ec2.IpAddresses.cidr(props.cidr),
      maxAzs: 3,
      natGateways: 3,
      natGatewayProvider: nat,
      natGatewaySubnets: { subnetGroupName: SUBNET_NAMES.egress },
      subnetConfiguration: configuration,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      restrictDefaultSecurityGroup: true,
    });
    for (const [index, { gatewayId }] of nat.configuredGateways.entries()) {
      this.watchNat(`Nat${index + 1}`, gatewayId, props.onCall);
    }
    this.natAddresses = this.publicSubnets.flatMap(
      ({ node }) => (node.tryFindChild('EIP') as ec2.CfnEIP | undefined)?.ref ?? [],
    );
    this.acknowledgeRoutes();
    this.adoptCloser(props.logs);
  }

  private acknowledgeRoutes(): void {
    for (const subnet of this.publicSubnets) {
      for (const pack of ['NIST.800.53.R5', 'PCI.DSS.321']) {
        Validations.of(subnet).acknowledge({
          id: `${pack}::${pack}-VPCNoUnrestrictedRouteToIGW`,
          reason:
            'Holds nothing but the load balancer or a NAT gateway, whose purpose is the internet. Servers, functions ' +
            'and databases stand in other subnets, without a route to the internet gateway.',
        });
      }
    }
  }

  /** CloudFormation has no type that closes the default group, so CDK brings a function, whose log would never end. */
  private adoptCloser({ key }: RegionalLogs): void {
    const provider = Stack.of(this).node.findChild('Custom::VpcRestrictDefaultSGCustomResourceProvider');
    const closer = provider.node.findChild('Handler') as CfnResource;
    const log = new PlatformLogGroup(this, 'CloserLog', { key, logGroupName: `/aws/lambda/${closer.ref}` });
    // Once the function has run, Lambda has made the log group itself.
    this.node.findChild('RestrictDefaultSecurityGroupCustomResource').node.addDependency(log);
    Validations.of(closer).acknowledge({
      id: 'Control-Tower::CT.LAMBDA.PR.3',
      reason:
        'Runs at deployment only, to close the default security group of the VPC that it would have to stand in; it ' +
        'calls the EC2 API and touches no data.',
    });
  }

  private watchNat(id: string, gatewayId: string, onCall: OnCall): void {
    new PlatformAlarm(this, `${id}PortsExhausted`, {
      onCall,
      runbook: 'nat-ports-exhausted',
      meaning: 'A NAT gateway has no port left for new connections to a host; calls to the internet fail.',
      metric: new cloudwatch.Metric({
        namespace: 'AWS/NATGateway',
        metricName: 'ErrorPortAllocation',
        dimensionsMap: { NatGatewayId: gatewayId },
        statistic: cloudwatch.Stats.SUM,
        period: Duration.minutes(1),
      }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 5,
      datapointsToAlarm: 2,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
