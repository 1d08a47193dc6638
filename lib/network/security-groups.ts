import { Tags, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { ROLES } from './network';
import type { Role } from './network';
import type { PortRule } from './port-table';

/** Tag by which the reachability model knows whose group it looks at. */
export const ROLE_TAG = 'role';

const GROUPS: Readonly<Record<Role, { readonly id: string; readonly description: string }>> = {
  'load-balancer': { id: 'LoadBalancer', description: 'Load balancer, the only door from the internet' },
  web: { id: 'Web', description: 'Servers of the hosted application' },
  database: { id: 'Database', description: 'Database servers, which call nobody' },
  operations: { id: 'Operations', description: 'Worker and functions of site operations' },
  endpoints: { id: 'Endpoints', description: 'Interface endpoints of AWS services' },
  vpn: { id: 'Vpn', description: 'Staff who have come through the VPN' },
  'log-balancer': { id: 'LogBalancer', description: 'Address of the log servers' },
  'log-server': { id: 'LogServer', description: 'Log servers, which take the messages of the others' },
};

export interface RoleSecurityGroupsProps {
  readonly vpc: ec2.IVpc;
  readonly rules: readonly PortRule[];
}

/** One security group for each role, with the rules of the port table and none besides (NW-02). */
export class RoleSecurityGroups extends Construct {
  /** Immutable: another room can attach them, and its attempts to add a rule do nothing. */
  public readonly attachable: Readonly<Record<Role, ec2.ISecurityGroup>>;

  constructor(scope: Construct, id: string, props: RoleSecurityGroupsProps) {
    super(scope, id);
    const groups = forEachRole((role) => this.group(props.vpc, role));
    for (const rule of props.rules) this.open(groups, rule);
    Validations.of(groups['load-balancer']).acknowledge({
      id: 'AwsSolutions::AwsSolutions-EC23',
      reason:
        'The load balancer is the public door of the sites: anyone may open 443, and 80, which only redirects. No ' +
        'other group accepts an address from outside.',
    });
    this.attachable = forEachRole((role) =>
      ec2.SecurityGroup.fromSecurityGroupId(this, `${GROUPS[role].id}Attachable`, groups[role].securityGroupId, {
        mutable: false,
      }),
    );
  }

  private group(vpc: ec2.IVpc, role: Role): ec2.SecurityGroup {
    const { id, description } = GROUPS[role];
    const group = new ec2.SecurityGroup(this, id, { vpc, description, allowAllOutbound: false });
    Tags.of(group).add(ROLE_TAG, role);
    return group;
  }

  /**
   * Both ends of a connection must allow it. Rules between groups are resources of their own, since two groups can't
   * name each other; made here and not by CDK, which would then leave the group's own list of egress rules empty, and
   * EC2 opens a group with an empty list.
   */
  private open(groups: Readonly<Record<Role, ec2.SecurityGroup>>, { from, to, port, why }: PortRule): void {
    if (from === 'internet') return groups[to].addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(port), why);
    if (to === 'internet') return groups[from].addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(port), why);
    const rule = { ipProtocol: 'tcp', fromPort: port, toPort: port, description: why };
    const [source, destination] = [groups[from].securityGroupId, groups[to].securityGroupId];
    new ec2.CfnSecurityGroupEgress(this, `${GROUPS[from].id}To${GROUPS[to].id}${port}`, {
      ...rule,
      groupId: source,
      destinationSecurityGroupId: destination,
    });
    new ec2.CfnSecurityGroupIngress(this, `${GROUPS[to].id}From${GROUPS[from].id}${port}`, {
      ...rule,
      groupId: destination,
      sourceSecurityGroupId: source,
    });
  }
}

function forEachRole<T>(make: (role: Role) => T): Record<Role, T> {
  return Object.fromEntries(ROLES.map((role) => [role, make(role)])) as Record<Role, T>;
}
