import type { App, Stage } from 'aws-cdk-lib';
import type { DatabaseServer } from '../../lib/config/platform';
import { DrillStack } from '../../lib/recovery/drill-stack';
import { RecoveryStack } from '../../lib/recovery/recovery-stack';
import { surroundings } from '../backup/surroundings';
import { melbourne, sydney } from '../support/place';

const servers = [
  { id: 'shared-1', storageGb: 200, maxStorageGb: 1000 },
  { id: 'dedicated-acme', storageGb: 500, maxStorageGb: 800 },
] as DatabaseServer[];

/** The drill stack of Melbourne, for the servers of Sydney. */
export function drillStack(scope: App | Stage, active = false): DrillStack {
  const home = { ...sydney, servers, timeZone: 'Australia/Sydney' };
  const around = surroundings(scope, melbourne);
  const common = { place: melbourne, home, description: 'Recovery', ...around };
  const shell = new RecoveryStack(scope, 'recovery', {
    ...common,
    timeZone: 'Australia/Sydney',
    lock: 'compliance',
    expectsCopies: true,
  });
  return new DrillStack(scope, 'drill', {
    ...common,
    active,
    target: shell.restoreTarget,
    backupsKey: shell.siteBackups.key,
  });
}
