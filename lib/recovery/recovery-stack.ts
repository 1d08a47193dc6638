import { CfnOutput } from 'aws-cdk-lib';
import type * as backup from 'aws-cdk-lib/aws-backup';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import { BackupNotices } from '../backup/backup-notices';
import { MissingJobsAlarm } from '../backup/missing-jobs-alarm';
import { MISSING_AFTER_HOURS } from '../backup/retention';
import { RestoreTesting } from '../backup/restore-testing';
import { ServerVault } from '../backup/server-vault';
import type { LockMode } from '../encryption/lock-mode';
import { SiteBackupBucket } from '../backup/site-backup-bucket';
import type { Place } from '../config/platform';
import { AttachmentsBucket } from '../data/attachments-bucket';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { vaultName } from '../platform/names';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { RestoreTarget } from './restore-target';

export interface RecoveryStackProps extends PlatformStackProps {
  /** The home region that recovers here. */
  readonly home: Place;
  /** IANA time zone of drills. */
  readonly timeZone: string;
  /** As that of the home region's vault. */
  readonly lock: LockMode;
  /** Whether servers of the home region send copies here. */
  readonly expectsCopies: boolean;
  /** Whether the sites of the home region run here, since its loss. @default false */
  readonly active?: boolean;
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/**
 * What a recovery region has, at rest and active (DR-02): the vault that copies arrive in, the twin of the site-backup bucket, drills that
 * prove both, and what restored servers and sites need. The home region knows vault and bucket by name, so that neither
 * region needs the other one to be deployed, or alive.
 */
export class RecoveryStack extends PlatformStack {
  /** Twin of the home region's site-backup bucket, and its key. */
  public readonly siteBackups: { readonly bucket: s3.IBucket; readonly key: kms.IKey };
  /** Where attachments are restored to. */
  public readonly attachments: AttachmentsBucket;
  /** Vault of the copies. */
  public readonly vault: backup.IBackupVault;
  /** Where a server is restored to. */
  public readonly restoreTarget: RestoreTarget;

  constructor(scope: Construct, id: string, props: RecoveryStackProps) {
    super(scope, id, props);
    const { place, home, active = false, lock, timeZone, network, logs, onCall } = props;
    const running = active ? place : home;
    const { vault } = new ServerVault(this, 'Servers', { place, lock, counterpart: home });
    this.vault = vault;
    this.siteBackups = new SiteBackupBucket(this, 'SiteBackups', {
      place,
      home: running,
      closedTo: active ? home : undefined,
      logs,
    });
    this.attachments = new AttachmentsBucket(this, 'Attachments', { place, home: running, logs });
    this.restoreTarget = new RestoreTarget(this, 'Restored', { place, network });
    new CfnOutput(this, 'RestoredSubnetGroup', { value: this.restoreTarget.subnetGroup.subnetGroupName });
    new CfnOutput(this, 'RestoredKey', { value: this.restoreTarget.key.keyArn });
    new RestoreTesting(this, 'Drills', { place, drills: ['quarterly'], timeZone, vault, network });
    new BackupNotices(this, 'Notices', { onCall });
    if (props.expectsCopies && !active) {
      new MissingJobsAlarm(this, 'CopyMissing', {
        onCall,
        runbook: 'backup-copies-missing',
        meaning: `No copy from ${home.region} has arrived in ${place.region} for ${MISSING_AFTER_HOURS.copy} hours.`,
        // Copy jobs are counted where they run, in the home region; here it shows by the recovery points that arrive.
        metricName: 'NumberOfRecoveryPointsCompleted',
        vaultName: vaultName(place),
        afterHours: MISSING_AFTER_HOURS.copy,
      });
    }
  }
}
