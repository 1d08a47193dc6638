import * as route53 from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { ServerAccess } from '../access/server-access';
import type { RegionalLogs } from '../audit/regional-logs';
import type { BansConfig } from '../config/bans-schema';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { AddressBans } from './address-bans';
import { SiteAddresses } from './addresses';
import type { AnsweringRole } from './addresses';
import { WildcardCertificate } from './certificate';
import { WebFirewall } from './firewall';
import { SiteLoadBalancer } from './load-balancer';
import { securityTxt } from './security-txt';
import { TrafficAlarms } from './traffic-alarms';
import { WebServers } from './web-servers';
import type { WebConfig } from './web-servers';

export interface WebStackProps extends PlatformStackProps {
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
  /** How the servers are reached and heard. */
  readonly access: ServerAccess;
  readonly web: WebConfig;
  readonly bans: BansConfig;
  /** Parent of the host names of all sites of the region. */
  readonly domain: string;
  /** Route 53 zone of `domain`. */
  readonly hostedZoneId: string;
  /** Whether another region answers for the sites as well. @default 'only' */
  readonly role?: AnsweringRole;
  readonly securityTxt: { readonly expires: string; readonly policyUrl: string };
  /** Mail address that takes reports of vulnerabilities. */
  readonly securityContact: string;
  /** Mail address that hears of every web server started or stopped. */
  readonly operationsContact: string;
}

/** What the internet sees of a region, and the servers behind it: the same however many sites it has. */
export class WebStack extends PlatformStack {
  public readonly loadBalancer: SiteLoadBalancer;
  public readonly firewall: WebFirewall;
  public readonly servers: WebServers;
  public readonly bans: AddressBans;

  constructor(scope: Construct, id: string, props: WebStackProps) {
    super(scope, id, props);
    const { place, network, logs, onCall, web, domain } = props;
    const zone = route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: props.hostedZoneId,
      zoneName: domain,
    });
    this.loadBalancer = new SiteLoadBalancer(this, 'Entry', {
      network,
      domain,
      logs: logs.loadBalancerLogs,
      certificate: new WildcardCertificate(this, 'Certificate', { domain, zone, onCall }),
      healthCheckPath: web.healthCheckPath,
      securityTxt: securityTxt({ contact: props.securityContact, ...props.securityTxt }),
    });
    const { loadBalancer, targets } = this.loadBalancer;
    this.firewall = new WebFirewall(this, 'Firewall', {
      place,
      loadBalancer,
      logKey: logs.key,
      requestsPerFiveMinutes: web.requestsPerFiveMinutes,
      onCall,
    });
    this.bans = new AddressBans(this, 'Bans', {
      place,
      firewall: this.firewall,
      bans: props.bans,
      natAddresses: network.natAddresses ?? [],
      logs,
      onCall,
    });
    const alarms = new TrafficAlarms(this, 'Traffic', { loadBalancer, targets, onCall });
    this.servers = new WebServers(this, 'Servers', {
      network,
      web,
      access: props.access,
      targets,
      onCall,
      operationsContact: props.operationsContact,
      releaseAlarms: alarms.release,
    });
    new SiteAddresses(this, 'Addresses', {
      zone,
      loadBalancer,
      securityContact: props.securityContact,
      role: props.role ?? 'only',
      region: place.region,
      healthCheckPath: web.healthCheckPath,
    });
  }
}
