import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { DatabaseServer, Place } from '../config/platform';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { FargateWorker } from '../sites/fargate-worker';
import { SiteSchedules } from '../sites/site-schedules';
import { DrillAlarms } from './drill-alarms';
import { DrillBucket } from './drill-bucket';
import { DrillFunctions } from './drill-functions';
import { DrillMachine } from './drill-machine';
import { proves } from './drill-rights';
import { DrillServer } from './drill-server';
import type { RestoreTarget } from './restore-target';

/** The day of the month: a week after restore tests, two after the drill at home. */
const DAY = 22;

export interface DrillStackProps extends PlatformStackProps {
  readonly place: Place;
  /** The home region that recovers here. */
  readonly home: Place & { readonly servers: readonly DatabaseServer[]; readonly timeZone: string };
  /** Whether the sites run here, since the loss of the home region: no drill is held then. */
  readonly active: boolean;
  readonly target: RestoreTarget;
  /** Key of the twin of the bucket of site backups. */
  readonly backupsKey: kms.IKey;
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/**
 * A recovery drill that holds itself, in the recovery region at rest: once a quarter the sites of the home region are
 * restored from the copies here, into a server that is made for it and goes again (DR-02, DR-04). It reads what a recovery
 * would read, nothing of the home region among it, and changes nothing that is live.
 */
export class DrillStack extends PlatformStack {
  constructor(scope: Construct, id: string, props: DrillStackProps) {
    super(scope, id, props);
    const { place, home, active, target, backupsKey, network, logs, onCall } = props;
    const key = new CustomerManagedKey(this, 'Key', {
      description: 'Recovery drills: jobs, results, executions',
      users: [{ service: 'scheduler.amazonaws.com' }],
    });
    new DrillBucket(this, 'Drills', { place, key, logs });
    const server = new DrillServer(this, 'Server', { place, servers: home.servers, target, network, logs });
    const functions = new DrillFunctions(this, 'Functions', { place, home, key, backupsKey, logs });
    const rights = { prove: proves(place) };
    const worker = new FargateWorker(this, 'Worker', { place, copies: [], rights, network, logs });
    const { machine } = new DrillMachine(this, 'Drill', { server, functions, worker, key, logs });
    const watch = functions.watch(machine);
    if (active) return;
    const schedules = new SiteSchedules(this, 'Schedules', { sites: [], timeZone: home.timeZone, key, onCall });
    schedules.drill(machine, 'Quarterly recovery drill of all sites, in the recovery region', DAY);
    schedules.hourly('Watch', watch, 'Looks for drills that are overdue, and servers they left');
    new DrillAlarms(this, 'Alarms', { machine, onCall });
  }
}
