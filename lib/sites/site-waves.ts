import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { PlatformStateMachine } from './platform-state-machine';
import { Construct } from 'constructs';
import type { SiteFunctions, SiteStores } from './site-functions';
import type { SiteRotation } from './site-rotation';
import { SiteWave, type WaveKind } from './site-wave';
import { StartingRole } from './starting-role';
import type { SiteWorker } from './site-worker';

const WAVES = {
  backup: {
    comment: 'Backs up all sites of a time zone, then rotates, proves one, refreshes copies',
    serversAtOnce: 40,
  },
  drill: {
    comment: 'Recovery test: restores the newest backup of every site and compares all of it',
    serversAtOnce: 10,
  },
  refresh: { comment: 'Refreshes the copies that follow releases', serversAtOnce: 10 },
} as const satisfies Record<WaveKind, object>;

/** Told by whoever has released a new version of the hosted application; its `detail` needs nothing. */
export const RELEASED = { source: 'cordon.delivery', detailType: 'Release Deployed' } as const;

export interface SiteWavesProps {
  readonly stores: SiteStores;
  readonly worker: SiteWorker;
  readonly functions: SiteFunctions;
  readonly rotation: SiteRotation;
}

/** The state machines that work on all sites that are due. */
export class SiteWaves extends Construct {
  public readonly machines: Readonly<Record<WaveKind, PlatformStateMachine>>;

  constructor(scope: Construct, id: string, { stores, worker, functions, rotation }: SiteWavesProps) {
    super(scope, id);
    const made = (Object.keys(WAVES) as WaveKind[]).map((wave) => {
      const { machine } = new SiteWave(this, wave, {
        wave,
        ...WAVES[wave],
        worker,
        planWave: functions.planWave,
        recordResults: functions.recordResults,
        rotateBackups: rotation.function,
        stores,
      });
      return [wave, machine] as const;
    });
    this.machines = Object.fromEntries(made) as Record<WaveKind, PlatformStateMachine>;
    const role = new StartingRole(this, 'ReleasedRole', stores, this.machines.refresh.stateMachineArn);
    new events.Rule(this, 'Released', {
      description: 'Copies that follow releases are refreshed at each (TN-14)',
      eventPattern: { source: [RELEASED.source], detailType: [RELEASED.detailType] },
      targets: [
        new targets.SfnStateMachine(this.machines.refresh, {
          role: role.withoutPolicyUpdates(),
          input: events.RuleTargetInput.fromObject({ at: events.EventField.time }),
        }),
      ],
    });
  }
}
