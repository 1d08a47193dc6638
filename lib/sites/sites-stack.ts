import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { HomeRegion, Place } from '../config/platform';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import type { OnCall } from '../monitoring/on-call';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { SiteAlarms } from './site-alarms';
import { ExportBucket, OperationsBucket } from './site-buckets';
import { SiteFunctions, type SiteStores } from './site-functions';
import { SiteOperations } from './site-operations';
import { SiteRegistration } from './site-registration';
import { SiteRegistry } from './site-registry';
import { SiteRotation } from './site-rotation';
import { SiteSchedules, backupTimes } from './site-schedules';
import { SiteWaves } from './site-waves';
import type { SiteWorker } from './site-worker';

export interface SitesStackProps extends PlatformStackProps {
  readonly place: HomeRegion;
  /** Region of the second copy of every backup (D19). @default - none, outside production */
  readonly recovery?: Place;
  /** Account that fills copies of its sites here (D20). @default - none */
  readonly filledFrom?: string;
  /** ARN of what rotates the secrets of sites. @default - nothing rotates them */
  readonly rotationFunction?: string;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
  /** What runs the worker. */
  readonly worker: (scope: Construct) => SiteWorker;
}

/**
 * Site operations of a home region: the registry, the worker, and the state machines and schedules that move it. It has
 * no part for any one site; those are in the registry.
 */
export class SitesStack extends PlatformStack {
  /** What drills are judged by, and requests about personal data read: the registry, and its key. */
  public readonly stores: SiteStores;
  /** The state machines of operations on one site. */
  public readonly machines: SiteOperations['machines'];

  constructor(scope: Construct, id: string, props: SitesStackProps) {
    super(scope, id, { ...props, holdsData: true });
    const { place, recovery, logs, onCall } = props;
    const key = new CustomerManagedKey(this, 'Key', {
      description: 'Site operations: the registry, jobs, executions',
      users: [{ service: 'scheduler.amazonaws.com' }, { service: 'events.amazonaws.com' }],
    });
    const buckets = { place, key, logs };
    const stores: SiteStores = {
      place,
      recovery,
      filledFrom: props.filledFrom,
      rotationFunction: props.rotationFunction,
      registry: new SiteRegistry(this, 'Registry', { key }),
      operations: new OperationsBucket(this, 'Operations', buckets),
      exports: new ExportBucket(this, 'Exports', buckets),
      key,
      logs,
    };
    this.stores = stores;
    const worker = props.worker(this);
    const functions = new SiteFunctions(this, 'Functions', stores);
    const rotation = new SiteRotation(this, 'Rotation', stores);
    const { machines } = new SiteOperations(this, 'One', { stores, worker, functions, rotation });
    this.machines = machines;
    new SiteRegistration(this, 'Registration', { stores, onboard: machines.onboard, onCall });
    const waves = new SiteWaves(this, 'All', { stores, worker, functions, rotation });
    const expectsBackups = backupTimes(place.sites).size > 0;
    if (expectsBackups) {
      const schedules = new SiteSchedules(this, 'Schedules', {
        sites: place.sites,
        timeZone: place.timeZone,
        key,
        onCall,
      });
      schedules.backUp(waves.machines.backup);
      schedules.drill(waves.machines.drill);
      schedules.watch(functions.findMissing);
    }
    new SiteAlarms(this, 'Alarms', {
      onCall,
      machines: [...Object.values(machines), ...Object.values(waves.machines)],
      expectsBackups,
    });
  }
}
