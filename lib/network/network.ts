import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/** What a server or function is, seen from the network; each has one security group in every VPC. */
export const ROLES = [
  'load-balancer',
  'web',
  'database',
  'operations',
  'endpoints',
  'vpn',
  'log-balancer',
  'log-server',
] as const;
/**
 * `operations`: the worker and the Lambdas of site operations; `endpoints`: interface endpoints of AWS services; `vpn`:
 * staff who come through Client VPN; `log-balancer`: the address of the log servers, which take the messages of servers.
 */
export type Role = (typeof ROLES)[number];

export const PORTS = {
  http: 80,
  https: 443,
  /** The hosted application, TLS behind the load balancer. */
  application: 8443,
  /** PostgreSQL, off its default port. */
  database: 15432,
  ssh: 22,
  /** Messages of servers, by syslog over TLS (RFC 5425). */
  syslog: 6514,
} as const;

/** Which subnets the holders of a role stand in. */
export const TIERS: Readonly<Record<Role, keyof Network['subnets']>> = {
  'load-balancer': 'public',
  web: 'application',
  database: 'data',
  operations: 'application',
  endpoints: 'application',
  vpn: 'application',
  'log-balancer': 'application',
  'log-server': 'application',
};

/** A VPC as the rooms that stand in it see it. */
export interface Network {
  readonly vpc: ec2.IVpc;
  /** `public`: load balancer. `application`: servers and functions. `data`: databases, without a way out. */
  readonly subnets: Readonly<Record<'public' | 'application' | 'data', ec2.SubnetSelection>>;
  /** Attach only: their rules stand in the port table, and nothing may add to them. */
  readonly securityGroups: Readonly<Record<Role, ec2.ISecurityGroup>>;
  /** Public addresses that everything within has on the internet. @default - unknown */
  readonly natAddresses?: readonly string[];
}
