import type * as backup from 'aws-cdk-lib/aws-backup';
import type { Construct } from 'constructs';
import type { Place } from '../config/platform';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { protectServers } from './protect-servers';
import type { ServerProtection, ServerProtectionProps } from './protect-servers';
import type { ServerBackups } from './server-backups';

export interface TakenOverBackupStackProps extends PlatformStackProps, ServerProtectionProps {
  readonly place: Place;
  /** The vault that copies of the home region arrived in. */
  readonly vault: backup.IBackupVault;
}

/**
 * Backups of the servers of a recovery region that is active, into the vault that it has. Its quarterly drills, notices
 * and bucket of site backups are those of the recovery stack.
 */
export class TakenOverBackupStack extends PlatformStack implements ServerProtection {
  public readonly backups: ServerBackups;
  public readonly drillSubnetGroup: string;

  constructor(scope: Construct, id: string, props: TakenOverBackupStackProps) {
    super(scope, id, props);
    const drills = props.lock === 'compliance' ? (['nightly'] as const) : [];
    const { backups, drillSubnetGroup } = protectServers(this, props.vault, drills, props);
    this.backups = backups;
    this.drillSubnetGroup = drillSubnetGroup;
  }
}
