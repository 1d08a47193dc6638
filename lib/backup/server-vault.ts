import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Place } from '../config/platform';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import type { LockMode } from '../encryption/lock-mode';
import { deploymentRoleArn, vaultArn, vaultName } from '../platform/names';
import { VAULT_LOCK } from './retention';

export interface ServerVaultProps {
  readonly place: Place;
  /** A compliance lock takes hold three days after the vault is made. */
  readonly lock: LockMode;
  /** Where recovery points may be copied to; nowhere else, so that they stay in their residency (TN-11). */
  readonly counterpart?: Place;
}

/** The locked vault of server recovery points (DR-08); its twin in the recovery region takes the copies (BK-20). */
export class ServerVault extends Construct {
  public readonly vault: backup.BackupVault;
  public readonly key: CustomerManagedKey;

  constructor(scope: Construct, id: string, { place, lock, counterpart }: ServerVaultProps) {
    super(scope, id);
    this.key = new CustomerManagedKey(this, 'Key', { description: 'Recovery points of whole servers' });
    this.vault = new backup.BackupVault(this, 'Vault', {
      backupVaultName: vaultName(place),
      encryptionKey: this.key,
      lockConfiguration: {
        minRetention: Duration.days(VAULT_LOCK.minRetentionDays),
        maxRetention: Duration.days(VAULT_LOCK.maxRetentionDays),
        changeableFor: lock === 'compliance' ? Duration.days(VAULT_LOCK.changeableForDays) : undefined,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.denyLoss();
    this.denyLoosening(place);
    this.denyLeaving(counterpart);
  }

  /** Nobody deletes recovery points, whatever their rights; they end by their lifecycle, which is no request. */
  private denyLoss(): void {
    this.deny('NobodyDeletes', [
      'backup:DeleteRecoveryPoint',
      'backup:UpdateRecoveryPointLifecycle',
      'backup:DisassociateRecoveryPoint',
      'backup:DeleteBackupVault',
    ]);
  }

  /** Only a deployment changes the vault's protections, and a deployment is reviewed. */
  private denyLoosening(place: Place): void {
    this.deny(
      'OnlyDeploymentsChangeProtections',
      [
        'backup:PutBackupVaultAccessPolicy',
        'backup:DeleteBackupVaultAccessPolicy',
        'backup:PutBackupVaultLockConfiguration',
        'backup:DeleteBackupVaultLockConfiguration',
      ],
      { ArnNotEquals: { 'aws:PrincipalArn': deploymentRoleArn(place) } },
    );
  }

  private denyLeaving(counterpart?: Place): void {
    this.deny(
      'NoCopiesElsewhere',
      ['backup:CopyFromBackupVault'],
      counterpart && { 'ForAnyValue:ArnNotEquals': { 'backup:CopyTargets': vaultArn(counterpart) } },
    );
  }

  private deny(sid: string, actions: string[], conditions?: Record<string, Record<string, string>>): void {
    this.vault.addToAccessPolicy(
      new iam.PolicyStatement({
        sid,
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions,
        resources: ['*'],
        conditions,
      }),
    );
  }
}
