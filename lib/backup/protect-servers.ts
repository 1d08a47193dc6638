import * as backup from 'aws-cdk-lib/aws-backup';
import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import type { LockMode } from '../encryption/lock-mode';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { vaultArn, vaultName } from '../platform/names';
import { BackupAudit } from './backup-audit';
import { BackupRole } from './backup-role';
import { MissingJobsAlarm } from './missing-jobs-alarm';
import { RestoreTesting } from './restore-testing';
import type { DRILLS } from './restore-testing';
import { MISSING_AFTER_HOURS } from './retention';
import type { ServerBackups } from './server-backups';
import { ServerPlans } from './server-plans';
import { TaggedResourcesPlan } from './tagged-resources-plan';

export interface ServerProtectionProps {
  readonly place: Place;
  /** Region that recovery points are copied to (DR-02). @default - none, which only an environment without production sites has */
  readonly recovery?: Place;
  /** IANA time zones of the servers here, each once. */
  readonly timeZones: readonly string[];
  /** IANA time zone of the region, for what belongs to no site, and for drills. */
  readonly regionTimeZone: string;
  /** `compliance` can never be undone: it is for production. */
  readonly lock: LockMode;
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

export interface ServerProtection {
  readonly backups: ServerBackups;
  /** RDS subnet group of servers that drills have restored. */
  readonly drillSubnetGroup: string;
}

/**
 * Puts what stands in a region under backup: plans into a vault, drills that restore from it, their audit, and alarms on
 * jobs that are missing.
 *
 * @param drills those that the vault has no other plan for
 */
export function protectServers(
  scope: Construct,
  vault: backup.IBackupVault,
  drills: readonly (keyof typeof DRILLS)[],
  props: ServerProtectionProps,
): ServerProtection {
  const { place, recovery, timeZones, regionTimeZone: timeZone, network, logs } = props;
  const copyTo = recovery && backup.BackupVault.fromBackupVaultArn(scope, 'RecoveryVault', vaultArn(recovery));
  const role = new BackupRole(scope, 'Role', 'backup');
  const backups = new ServerPlans(scope, 'Plans', { timeZones, vault, copyTo, role });
  new TaggedResourcesPlan(scope, 'Tagged', { timeZone, vault, copyTo, role });
  const { subnetGroup } = new RestoreTesting(scope, 'Drills', { place, drills, timeZone, vault, network });
  new BackupAudit(scope, 'Audit', { place, logs, recoveryRegion: recovery?.region });
  // A region without servers has no jobs to miss.
  if (timeZones.length > 0) watchForMissing(scope, props);
  return { backups, drillSubnetGroup: subnetGroup };
}

function watchForMissing(scope: Construct, { place, recovery, onCall }: ServerProtectionProps): void {
  new MissingJobsAlarm(scope, 'BackupMissing', {
    onCall,
    runbook: 'server-backups-missing',
    meaning: `No backup job has completed in ${place.region} for ${MISSING_AFTER_HOURS.backup} hours.`,
    metricName: 'NumberOfBackupJobsCompleted',
    vaultName: vaultName(place),
    afterHours: MISSING_AFTER_HOURS.backup,
  });
  if (!recovery) return;
  new MissingJobsAlarm(scope, 'CopyMissing', {
    onCall,
    runbook: 'backup-copies-missing',
    meaning: `No copy from ${place.region} to ${recovery.region} has completed for ${MISSING_AFTER_HOURS.copy} hours.`,
    metricName: 'NumberOfCopyJobsCompleted',
    vaultName: vaultName(recovery),
    afterHours: MISSING_AFTER_HOURS.copy,
  });
}
