import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { OnCall } from '../monitoring/on-call';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { DnsFirewall } from './dns-firewall';
import { allowedHosts, internalNames } from './egress-hosts';
import { ServiceEndpoints } from './endpoints';
import type { Network } from './network';
import { EgressFirewall } from './network-firewall';
import { PlatformVpc } from './platform-vpc';
import { PORT_TABLE } from './port-table';
import { RoleSecurityGroups } from './security-groups';
import { SUBNET_NAMES } from './subnets';
import { TrafficRecords } from './traffic-records';

export interface NetworkStackProps extends PlatformStackProps {
  /** IPv4 range of the VPC, /16 to /20. */
  readonly cidr: string;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
  /** Hosts of registered sub-processors, which servers may call (D14). */
  readonly egressHosts: readonly string[];
  /** Other regions whose AWS services are called: of a home region the one that recovers it, and the other way round. */
  readonly otherRegions: readonly string[];
  /** Accounts that copies of sites are sent to (D20). */
  readonly copyAccounts: readonly string[];
  /** Look into egress with AWS Network Firewall. */
  readonly networkFirewall: boolean;
}

/** The network of an environment in a region, home or recovery: all that stands in it, and who may talk to whom. */
export class NetworkStack extends PlatformStack {
  public readonly network: Network;

  constructor(scope: Construct, id: string, props: NetworkStackProps) {
    super(scope, id, props);
    const { place, cidr, networkFirewall, logs, onCall } = props;
    const vpc = new PlatformVpc(this, 'Vpc', { cidr, networkFirewall, logs, onCall });
    const { attachable } = new RoleSecurityGroups(this, 'SecurityGroups', { vpc, rules: PORT_TABLE });
    const application = tier('application');
    this.network = {
      vpc,
      subnets: { public: tier('public'), application, data: tier('data') },
      securityGroups: attachable,
      natAddresses: vpc.natAddresses,
    };

    new TrafficRecords(this, 'TrafficRecords', { vpc, logs });
    new ServiceEndpoints(this, 'ServiceEndpoints', {
      place,
      vpc,
      subnets: application,
      copyAccounts: props.copyAccounts,
      securityGroup: attachable.endpoints,
    });
    const hosts = allowedHosts({
      regions: [place.region, ...props.otherRegions],
      egressHosts: props.egressHosts,
    });
    const internal = internalNames({ region: place.region, cidr });
    new DnsFirewall(this, 'DnsFirewall', { vpc, allowed: [...hosts, ...internal], onCall });
    if (networkFirewall) new EgressFirewall(this, 'EgressFirewall', { vpc, allowed: hosts, logs, onCall });
  }
}

function tier(name: keyof typeof SUBNET_NAMES): ec2.SubnetSelection {
  return { subnetGroupName: SUBNET_NAMES[name] };
}
