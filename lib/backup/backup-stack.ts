import * as backup from 'aws-cdk-lib/aws-backup';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { vaultArn, vaultName } from '../platform/names';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { BackupAudit } from './backup-audit';
import { BackupNotices } from './backup-notices';
import { BackupRole } from './backup-role';
import { MissingJobsAlarm } from './missing-jobs-alarm';
import { MISSING_AFTER_HOURS } from './retention';
import { RestoreTesting } from './restore-testing';
import type { ServerBackups } from './server-backups';
import { ServerPlans } from './server-plans';
import { ServerVault } from './server-vault';
import type { LockMode } from '../encryption/lock-mode';
import { SiteBackupBucket } from './site-backup-bucket';
import { TaggedResourcesPlan } from './tagged-resources-plan';

export interface BackupStackProps extends PlatformStackProps {
  /** Recovery region, where copies go (DR-02). @default - none, which only an environment without production sites has */
  readonly recovery?: Place;
  /** IANA time zones of the servers here, each once. */
  readonly timeZones: readonly string[];
  /** IANA time zone of the region, for what belongs to no site, and for drills. */
  readonly regionTimeZone: string;
  /** `compliance` can never be undone: it is for production. */
  readonly lock: LockMode;
  /** Account that fills copies of its sites here (D20). @default - none */
  readonly filledFrom?: string;
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/** Backups of a home region: of whole servers by AWS Backup, and the bucket for those of single sites. */
export class BackupStack extends PlatformStack {
  public readonly backups: ServerBackups;
  /** Bucket of site backups, and its key. */
  public readonly siteBackups: { readonly bucket: s3.IBucket; readonly key: kms.IKey };
  /** RDS subnet group of servers that drills have restored. */
  public readonly drillSubnetGroup: string;
  /** Vault of server recovery points. */
  public readonly vault: backup.IBackupVault;

  constructor(scope: Construct, id: string, props: BackupStackProps) {
    super(scope, id, props);
    const { place, recovery, timeZones, regionTimeZone, lock, network, logs, onCall } = props;
    const { vault } = new ServerVault(this, 'Servers', { place, lock, counterpart: recovery });
    const copyTo = recovery && backup.BackupVault.fromBackupVaultArn(this, 'RecoveryVault', vaultArn(recovery));
    const role = new BackupRole(this, 'Role', 'backup');
    this.vault = vault;
    this.backups = new ServerPlans(this, 'Plans', { timeZones, vault, copyTo, role });
    new TaggedResourcesPlan(this, 'Tagged', { timeZone: regionTimeZone, vault, copyTo, role });
    this.siteBackups = new SiteBackupBucket(this, 'SiteBackups', {
      place,
      home: place,
      filledFrom: props.filledFrom,
      logs,
    });
    const { subnetGroup } = new RestoreTesting(this, 'Drills', {
      place,
      // Every night costs a server for an hour: production alone is worth it.
      drills: lock === 'compliance' ? ['nightly', 'quarterly'] : ['quarterly'],
      timeZone: regionTimeZone,
      vault,
      network,
    });
    this.drillSubnetGroup = subnetGroup;
    new BackupAudit(this, 'Audit', { place, logs, recoveryRegion: recovery?.region });
    new BackupNotices(this, 'Notices', { onCall });
    if (timeZones.length > 0) this.watchForMissing(props);
  }

  /** A region without servers has no jobs to miss. */
  private watchForMissing({ place, recovery, onCall }: BackupStackProps): void {
    new MissingJobsAlarm(this, 'BackupMissing', {
      onCall,
      runbook: 'server-backups-missing',
      meaning: `No backup job has completed in ${place.region} for ${MISSING_AFTER_HOURS.backup} hours.`,
      metricName: 'NumberOfBackupJobsCompleted',
      vaultName: vaultName(place),
      afterHours: MISSING_AFTER_HOURS.backup,
    });
    if (!recovery) return;
    new MissingJobsAlarm(this, 'CopyMissing', {
      onCall,
      runbook: 'backup-copies-missing',
      meaning: `No copy from ${place.region} to ${recovery.region} has completed for ${MISSING_AFTER_HOURS.copy} hours.`,
      metricName: 'NumberOfCopyJobsCompleted',
      vaultName: vaultName(recovery),
      afterHours: MISSING_AFTER_HOURS.copy,
    });
  }
}
