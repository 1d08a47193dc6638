import * as route53 from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import { vpnSettings } from '../config/access';
import type { HomeRegion } from '../config/platform';
import type { PlatformConfig } from '../config/platform-schema';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { logCertificateName } from '../platform/names';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import type { SiteStores } from '../sites/site-functions';
import { ClientVpn } from './client-vpn';
import { LogCertificates } from './log-certificates';
import { LogServers } from './log-servers';
import { RecordedSessions } from './recorded-sessions';
import type { ServerAccess } from './server-access';
import { serverSetup } from './server-setup';
import { SiteAccess } from './site-access';

export interface AccessStackProps extends PlatformStackProps {
  readonly place: HomeRegion;
  readonly config: Pick<PlatformConfig, 'access' | 'staff'>;
  /** Registry of sites, in which access to one is recorded. */
  readonly stores: SiteStores;
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/** Who gets to servers, and to customers' data, of a home region; and where servers send what they have to say. */
export class AccessStack extends PlatformStack {
  /** For the servers of other rooms. */
  public readonly servers: ServerAccess;

  constructor(scope: Construct, id: string, props: AccessStackProps) {
    super(scope, id, props);
    const { place, config, stores, network, logs, onCall } = props;
    new ClientVpn(this, 'Vpn', {
      network,
      settings: vpnSettings(config, place),
      domain: place.domain,
      zone: route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', {
        hostedZoneId: place.hostedZoneId,
        zoneName: place.domain,
      }),
      logs,
      onCall,
    });
    const sessions = new RecordedSessions(this, 'Sessions', place);
    const certificates = new LogCertificates(this, 'LogCertificates', { place, logs, onCall });
    const logServers = new LogServers(this, 'LogServers', {
      place,
      network,
      logs,
      onCall,
      instanceType: config.access.logServers.instanceType,
      certificates,
      sessions: sessions.statements(),
    });
    this.servers = {
      setup: serverSetup({
        region: place.region,
        secret: logCertificateName(place, 'client'),
        logServers: logServers.hostName,
      }),
      statements: [...sessions.statements(), ...certificates.statements('client')],
      signsOfLife: logServers.signsOfLife,
    };
    new SiteAccess(this, 'Sites', { place, stores, onCall });
  }
}
