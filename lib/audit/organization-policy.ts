import { deploymentRoleArn } from '../platform/names';

/** A statement of a service control policy. */
interface Denial {
  readonly Sid: string;
  readonly Effect: 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface OrganizationPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Denial[];
}

/** AWS Organizations takes no longer one. */
export const POLICY_CHARACTERS = 5120;

const DEPLOYMENTS = deploymentRoleArn({ account: '*', region: '*' });
/** Roles that deployments act with, as `cdk bootstrap` makes them. */
const DEPLOYMENT_ROLES = 'arn:aws:iam::*:role/cdk-hnb659fds-*';

/** Nobody may, a deployment included. */
function never(Sid: string, Action: readonly string[], Resource: readonly string[] = ['*']): Denial {
  return { Sid, Effect: 'Deny', Action, Resource };
}

/** Nobody may but a deployment, which was reviewed. */
function onlyDeployed(Sid: string, Action: readonly string[], Resource: readonly string[] = ['*']): Denial {
  return { ...never(Sid, Action, Resource), Condition: { ArnNotLike: { 'aws:PrincipalArn': DEPLOYMENTS } } };
}

/**
 * What no administrator of an account can be kept from by anything within the account, nor its root: to end a trail, to
 * take the lock off what is recorded, to leave the organization (LG-02, DR-08). A service control policy, which the
 * organization's management account attaches to the accounts of the platform; nothing here can deploy it.
 */
export function organizationPolicy(platform: string): OrganizationPolicy {
  const archives = `arn:aws:s3:::${platform}-*archive-*`;
  const backups = `arn:aws:s3:::${platform}-*-site-backups-*`;
  return {
    Version: '2012-10-17',
    Statement: [
      never('Membership', ['organizations:LeaveOrganization', 'account:CloseAccount']),
      onlyDeployed('Trails', [
        ...['cloudtrail:DeleteTrail', 'cloudtrail:PutEventSelectors', 'cloudtrail:PutInsightSelectors'],
        ...['cloudtrail:StopLogging', 'cloudtrail:UpdateTrail'],
      ]),
      onlyDeployed('Recorders', [
        ...['config:DeleteConfigurationRecorder', 'config:DeleteDeliveryChannel', 'config:StopConfigurationRecorder'],
        ...['guardduty:DeleteDetector', 'guardduty:UpdateDetector', 'securityhub:DisableSecurityHub'],
      ]),
      onlyDeployed('Logs', [
        ...['logs:DeleteLogGroup', 'logs:DeleteLogStream', 'logs:DeleteDataProtectionPolicy'],
        ...['logs:DisassociateKmsKey', 'logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy'],
      ]),
      never('Records', ['s3:DeleteObject*', 's3:PutObjectRetention'], [`${archives}/*`]),
      never('Locks', ['s3:BypassGovernanceRetention'], [`${archives}/*`, `${backups}/*`]),
      onlyDeployed(
        'Buckets',
        [
          ...['s3:DeleteBucket', 's3:DeleteBucketPolicy', 's3:PutBucketObjectLockConfiguration', 's3:PutBucketPolicy'],
          ...['s3:PutBucketVersioning', 's3:PutLifecycleConfiguration'],
        ],
        [archives, backups],
      ),
      never('RecoveryPoints', [
        ...['backup:DeleteRecoveryPoint', 'backup:DisassociateRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
      ]),
      onlyDeployed('Vaults', [
        ...['backup:DeleteBackupVault', 'backup:DeleteBackupVaultAccessPolicy', 'backup:PutBackupVaultAccessPolicy'],
        ...['backup:DeleteBackupVaultLockConfiguration', 'backup:PutBackupVaultLockConfiguration'],
      ]),
      // Else somebody could make themselves one.
      never(
        'Deployments',
        [
          ...['iam:AttachRolePolicy', 'iam:CreateRole', 'iam:DeleteRole', 'iam:DeleteRolePermissionsBoundary'],
          ...['iam:DeleteRolePolicy', 'iam:DetachRolePolicy', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
          ...['iam:UpdateAssumeRolePolicy'],
        ],
        [DEPLOYMENT_ROLES],
      ),
    ],
  };
}
