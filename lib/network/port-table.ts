import { PORTS } from './network';
import type { Role } from './network';

/** One permission: `from` may open TCP connections to `to` on `port`. */
export type PortRule = {
  readonly port: number;
  /** Purpose, in words for an auditor; becomes the description of the rule in AWS. */
  readonly why: string;
} & (
  | { readonly from: 'internet'; readonly to: Role }
  | { readonly from: Role; readonly to: Role }
  | { readonly from: Role; readonly to: 'internet' }
);

/**
 * Everything that may talk in a VPC (NW-02, NW-03). Security groups are made from it, and what it does not name is
 * closed. Port 22 is open to nobody but staff who have come through the VPN (NW-04, NW-07), and databases not even to
 * them: who has to query one by hand does it from a web server.
 */
export const PORT_TABLE: readonly PortRule[] = [
  { from: 'internet', to: 'load-balancer', port: PORTS.https, why: 'Visitors of the sites' },
  { from: 'internet', to: 'load-balancer', port: PORTS.http, why: 'Redirected to HTTPS, nothing is served' },
  { from: 'load-balancer', to: 'web', port: PORTS.application, why: 'Requests to the hosted application' },
  { from: 'web', to: 'database', port: PORTS.database, why: 'Queries of the hosted application' },
  { from: 'operations', to: 'database', port: PORTS.database, why: 'Backup, restore and upkeep of sites' },
  { from: 'web', to: 'endpoints', port: PORTS.https, why: 'AWS services without leaving the VPC' },
  { from: 'operations', to: 'endpoints', port: PORTS.https, why: 'AWS services without leaving the VPC' },
  { from: 'vpn', to: 'web', port: PORTS.ssh, why: 'Staff who came through the VPN, by key' },
  { from: 'web', to: 'log-balancer', port: PORTS.syslog, why: 'Messages of servers, over TLS' },
  { from: 'log-balancer', to: 'log-server', port: PORTS.syslog, why: 'Messages of servers, over TLS' },
  { from: 'log-server', to: 'endpoints', port: PORTS.https, why: 'AWS services without leaving the VPC' },
  // S3 and DynamoDB answer on public addresses, through gateway endpoints, so this row covers them too. Which names
  // can be resolved at all is the DNS firewall's business.
  { from: 'web', to: 'internet', port: PORTS.https, why: 'Registered sub-processors and AWS services' },
  {
    from: 'operations',
    to: 'internet',
    port: PORTS.https,
    why: 'AWS services of this and the recovery region, registered sub-processors',
  },
  { from: 'log-server', to: 'internet', port: PORTS.https, why: 'Archive and packages, both in S3' },
];
