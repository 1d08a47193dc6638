import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * Kinds of subnet, three of each in a VPC. `Egress` holds the NAT gateways alone: answers from the internet can so be
 * routed through a firewall without dragging the load balancer's traffic along one way only.
 */
export const SUBNET_NAMES = {
  public: 'Public',
  application: 'Application',
  data: 'Data',
  egress: 'Egress',
  firewall: 'Firewall',
} as const;

/** Servers and functions come and go, so they get half of the VPC's used space; NAT and firewall need a few addresses. */
const SMALLEST = 28;

/**
 * How a VPC of /16 to /20 is divided (NW-01). About two fifths stay free.
 * The firewall's subnets come last: to switch it on or off moves no other subnet.
 */
export function subnetConfiguration(cidr: string, networkFirewall: boolean): ec2.SubnetConfiguration[] {
  const prefix = Number(cidr.split('/')[1]);
  if (!(prefix >= 16 && prefix <= 20)) {
    throw new Error(`VPC range '${cidr}' must be /16 to /20: a smaller one has no room for three zones`);
  }
  const { PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED, PUBLIC } = ec2.SubnetType;
  // Addresses on launch are off everywhere: the load balancer and NAT bring their own.
  const open = { subnetType: PUBLIC, mapPublicIpOnLaunch: false };
  return [
    { name: SUBNET_NAMES.application, subnetType: PRIVATE_WITH_EGRESS, cidrMask: prefix + 3 },
    { name: SUBNET_NAMES.data, subnetType: PRIVATE_ISOLATED, cidrMask: prefix + 5 },
    { name: SUBNET_NAMES.public, ...open, cidrMask: prefix + 5 },
    { name: SUBNET_NAMES.egress, ...open, cidrMask: SMALLEST },
    ...(networkFirewall ? [{ name: SUBNET_NAMES.firewall, subnetType: PRIVATE_WITH_EGRESS, cidrMask: SMALLEST }] : []),
  ];
}
