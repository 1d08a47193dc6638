import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { HomeRegion } from '../config/platform';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import type { SiteStores } from '../sites/site-functions';
import { DrillJudge } from './drill-judge';
import { ReleaseSnapshots } from './release-snapshots';

export interface UpkeepStackProps extends PlatformStackProps {
  readonly place: HomeRegion;
  /** RDS subnet group of servers that drills have restored. */
  readonly drillSubnetGroup: string;
  /** ARN of the key of the servers' secrets. */
  readonly secretsKeyArn: string;
  readonly stores: SiteStores;
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/** What database servers need beside their data: snapshots before a release, and a judge for drills. */
export class UpkeepStack extends PlatformStack {
  constructor(scope: Construct, id: string, props: UpkeepStackProps) {
    super(scope, id, props);
    new ReleaseSnapshots(this, 'ReleaseSnapshots', props);
    new DrillJudge(this, 'Drills', props);
  }
}
