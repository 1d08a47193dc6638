import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { HomeRegion } from '../config/platform';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import type { SiteStores } from '../sites/site-functions';
import type { WebConfig } from '../web/web-servers';
import { Heartbeat } from './heartbeat';
import type { OnCall } from './on-call';
import { RegionDashboard } from './region-dashboard';
import { SiteProbes } from './site-probes';

export interface ServiceLevelsStackProps extends PlatformStackProps {
  readonly place: HomeRegion;
  readonly web: WebConfig;
  /** The registry of sites, which says what is probed. */
  readonly stores: SiteStores;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/** Whether the sites of a region are served as promised, seen from outside, and whether anybody would be told (AV-08). */
export class ServiceLevelsStack extends PlatformStack {
  constructor(scope: Construct, id: string, props: ServiceLevelsStackProps) {
    super(scope, id, props);
    const { place, web, stores, logs, onCall } = props;
    const { probe } = new SiteProbes(this, 'Probes', { stores, onCall, ...web });
    new RegionDashboard(this, 'Dashboard', { place, probeLog: probe.logGroup });
    if (place.recovery) new Heartbeat(this, 'Heartbeat', { watchedFrom: place.recovery.region, logs, onCall });
  }
}
