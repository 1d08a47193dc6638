import type * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { PlatformNotice } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';

const ENDED_BADLY = ['FAILED', 'EXPIRED', 'ABORTED', 'PARTIAL'];

/** Backup and copy jobs report a `state`, restore jobs a `status`; a drill's restore may also fail its validation. */
export const FAILED_JOBS: events.EventPattern = {
  source: ['aws.backup'],
  detailType: ['Backup Job State Change', 'Copy Job State Change', 'Restore Job State Change'],
  detail: {
    $or: [
      { state: ENDED_BADLY },
      { status: ENDED_BADLY },
      { validationStatus: ['FAILED'] },
      // "Completed with issues": the only completed jobs that have something to say.
      { state: ['COMPLETED'], statusMessage: [{ 'anything-but': [''] }] },
    ],
  },
};

/** `PARTIAL`: can't be restored whole. `EXPIRED`: due for deletion, and not deleted. */
export const BAD_RECOVERY_POINTS: events.EventPattern = {
  source: ['aws.backup'],
  detailType: ['Recovery Point State Change'],
  detail: { status: ['PARTIAL', 'EXPIRED'] },
};

/** Calls that would weaken backups, refused ones included. A deployment that removes a plan is told, too. */
export const TAMPERING: events.EventPattern = {
  source: ['aws.backup'],
  detailType: ['AWS API Call via CloudTrail'],
  detail: {
    eventSource: ['backup.amazonaws.com'],
    eventName: [
      'DeleteRecoveryPoint',
      'UpdateRecoveryPointLifecycle',
      'DisassociateRecoveryPoint',
      'DeleteBackupVault',
      'PutBackupVaultAccessPolicy',
      'DeleteBackupVaultAccessPolicy',
      'PutBackupVaultLockConfiguration',
      'DeleteBackupVaultLockConfiguration',
      'DeleteBackupPlan',
      'DeleteBackupSelection',
      'DeleteRestoreTestingPlan',
      'DeleteRestoreTestingSelection',
      'DeleteFramework',
      'StopBackupJob',
      'UpdateRegionSettings',
    ],
  },
};

/** Tells on-call of every job of AWS Backup that ends badly, and of every attempt to weaken backups (BK-26, DR-08). */
export class BackupNotices extends Construct {
  constructor(scope: Construct, id: string, { onCall }: { readonly onCall: OnCall }) {
    super(scope, id);
    new PlatformNotice(this, 'FailedJob', {
      onCall,
      runbook: 'backup-job-failed',
      meaning: 'A backup, copy or restore job did not end well.',
      eventPattern: FAILED_JOBS,
    });
    new PlatformNotice(this, 'BadRecoveryPoint', {
      onCall,
      runbook: 'recovery-point-incomplete',
      meaning: 'A recovery point is incomplete, or outlives its time.',
      eventPattern: BAD_RECOVERY_POINTS,
    });
    new PlatformNotice(this, 'Tampering', {
      onCall,
      runbook: 'backup-tampering',
      meaning: 'Somebody changed or tried to change what protects the backups.',
      eventPattern: TAMPERING,
    });
  }
}
