import type * as backup from 'aws-cdk-lib/aws-backup';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Place } from '../config/platform';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { BackupNotices } from './backup-notices';
import { protectServers } from './protect-servers';
import type { ServerProtection, ServerProtectionProps } from './protect-servers';
import type { ServerBackups } from './server-backups';
import { ServerVault } from './server-vault';
import { SiteBackupBucket } from './site-backup-bucket';

export interface BackupStackProps extends PlatformStackProps, ServerProtectionProps {
  readonly place: Place;
  /** Recovery region that the sites run in since the loss of this one. @default - they run here */
  readonly takenOverBy?: Place;
  /** Account that fills copies of its sites here (D20). @default - none */
  readonly filledFrom?: string;
}

/** Backups of a home region: of whole servers by AWS Backup, and the bucket for those of single sites. */
export class BackupStack extends PlatformStack implements ServerProtection {
  public readonly backups: ServerBackups;
  /** Bucket of site backups, and its key. */
  public readonly siteBackups: { readonly bucket: s3.IBucket; readonly key: kms.IKey };
  public readonly drillSubnetGroup: string;
  /** Vault of server recovery points. */
  public readonly vault: backup.IBackupVault;

  constructor(scope: Construct, id: string, props: BackupStackProps) {
    super(scope, id, props);
    const { place, recovery, takenOverBy, lock, filledFrom, logs, onCall } = props;
    const { vault } = new ServerVault(this, 'Servers', { place, lock, counterpart: recovery });
    this.vault = vault;
    this.siteBackups = new SiteBackupBucket(this, 'SiteBackups', {
      place,
      home: takenOverBy ?? place,
      closedTo: takenOverBy && place,
      filledFrom,
      logs,
    });
    // Every night costs a server for an hour: production alone is worth it.
    const drills = lock === 'compliance' ? (['nightly', 'quarterly'] as const) : (['quarterly'] as const);
    const { backups, drillSubnetGroup } = protectServers(this, vault, drills, props);
    this.backups = backups;
    this.drillSubnetGroup = drillSubnetGroup;
    new BackupNotices(this, 'Notices', { onCall });
  }
}
