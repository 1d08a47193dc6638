import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { PlatformStateMachine } from './platform-state-machine';
import { Construct } from 'constructs';
import { bucketName } from '../platform/names';
import type { SiteFunctions, SiteStores } from './site-functions';
import { SiteOperation } from './site-operation';
import type { SiteRotation } from './site-rotation';
import { StartingRole } from './starting-role';
import type { SiteWorker } from './site-worker';

/** Every operation on one site, with what it does in a sentence. */
const OPERATIONS = {
  onboard: 'Gives a site its keys, secrets, role and database',
  restore: 'Restores a backup of a site beside the live database, then exchanges the two',
  verify: 'Restores a backup of a site for a test, and compares all of it',
  clone: 'Refreshes copies of a site, masked where the site asks for it',
  export: 'Exports all data of a site for its customer',
  'export-person': 'Exports what a site holds of one person',
  'erase-person': 'Masks what a site holds of one person, and notes it for restores',
  retire: 'Takes a site out of service; its backups stay',
  erase: 'Erases a site: its data, its keys, and so every backup',
} as const;
type SiteOperationName = keyof typeof OPERATIONS;

export interface SiteOperationsProps {
  readonly stores: SiteStores;
  readonly worker: SiteWorker;
  readonly functions: SiteFunctions;
  readonly rotation: SiteRotation;
}

/** The state machines of single sites, and the event that fills a copy once its source has sent it a backup. */
export class SiteOperations extends Construct {
  public readonly machines: Readonly<Record<SiteOperationName, PlatformStateMachine>>;

  constructor(scope: Construct, id: string, { stores, worker, functions, rotation }: SiteOperationsProps) {
    super(scope, id);
    const { key, logs, place } = stores;
    const entries = Object.entries(OPERATIONS) as [SiteOperationName, string][];
    const made = entries.map(([operation, comment]) => {
      const { machine } = new SiteOperation(this, operation, {
        operation,
        comment,
        worker,
        planOperation: functions.planOperation,
        recordResults: functions.recordResults,
        rotateBackups: rotation.function,
        key,
        logs,
      });
      return [operation, machine] as const;
    });
    this.machines = Object.fromEntries(made) as Record<SiteOperationName, PlatformStateMachine>;
    const role = new StartingRole(this, 'CopyArrivedRole', stores, this.machines.restore.stateMachineArn);
    new events.Rule(this, 'CopyArrived', {
      description: 'A site that is a copy was sent a backup of its source',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [bucketName(place, 'site-backups')] },
          object: { key: [{ wildcard: 'sites/*/*-copy/manifest.json' }] },
        },
      },
      targets: [
        new targets.SfnStateMachine(this.machines.restore, {
          role: role.withoutPolicyUpdates(),
          input: events.RuleTargetInput.fromObject({ manifest: events.EventField.fromPath('$.detail.object.key') }),
        }),
      ],
    });
  }
}
