/** A rule of AWS's own that AWS Config judges resources by, and the promise that it watches. */
export interface ManagedRule {
  /** Identifier of the managed rule. */
  readonly identifier: string;
  /** Id of the promise. */
  readonly keeps: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Whether on-call hears at once of what breaks it: data would be open to strangers, or a record or way back lost. */
  readonly wakes?: boolean;
  /** Judges the account, not a region; only where global types are recorded. */
  readonly global?: boolean;
}

/** Regions in which AWS Config has no rules on recovery points. */
export const WITHOUT_BACKUP_RULES = [
  'ap-east-2',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'il-central-1',
  'mx-central-1',
];

/** Shortest life of a recovery point: six dailies must be there (BK-04). */
const SHORTEST_RETENTION_DAYS = '6';

/** What the synth has proven of templates, AWS Config watches in the account. */
export const MANAGED_RULES: readonly ManagedRule[] = [
  { identifier: 'EC2_EBS_ENCRYPTION_BY_DEFAULT', keeps: 'CR-05' },
  { identifier: 'ENCRYPTED_VOLUMES', keeps: 'CR-05', wakes: true },
  { identifier: 'EBS_SNAPSHOT_PUBLIC_RESTORABLE_CHECK', keeps: 'TN-18', wakes: true },
  { identifier: 'EC2_IMDSV2_CHECK', keeps: 'NW-02' },
  { identifier: 'RDS_MULTI_AZ_SUPPORT', keeps: 'AV-01' },
  { identifier: 'RDS_STORAGE_ENCRYPTED', keeps: 'CR-05', wakes: true },
  { identifier: 'RDS_INSTANCE_PUBLIC_ACCESS_CHECK', keeps: 'NW-03', wakes: true },
  { identifier: 'RDS_INSTANCE_DELETION_PROTECTION_ENABLED', keeps: 'DR-08' },
  { identifier: 'RDS_SNAPSHOTS_PUBLIC_PROHIBITED', keeps: 'TN-18', wakes: true },
  { identifier: 'RDS_RESOURCES_PROTECTED_BY_BACKUP_PLAN', keeps: 'BK-02' },
  { identifier: 'RDS_LOGGING_ENABLED', keeps: 'LG-06' },
  { identifier: 'S3_BUCKET_SSL_REQUESTS_ONLY', keeps: 'CR-03' },
  { identifier: 'S3_BUCKET_PUBLIC_READ_PROHIBITED', keeps: 'TN-18', wakes: true },
  { identifier: 'S3_BUCKET_PUBLIC_WRITE_PROHIBITED', keeps: 'TN-18', wakes: true },
  { identifier: 'S3_BUCKET_VERSIONING_ENABLED', keeps: 'BK-11' },
  { identifier: 'S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED', keeps: 'CR-06' },
  { identifier: 'S3_LIFECYCLE_POLICY_CHECK', keeps: 'TN-19' },
  { identifier: 'S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC', keeps: 'TN-18', global: true, wakes: true },
  { identifier: 'MULTI_REGION_CLOUD_TRAIL_ENABLED', keeps: 'LG-04', global: true, wakes: true },
  { identifier: 'CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED', keeps: 'LG-02', wakes: true },
  { identifier: 'CLOUD_TRAIL_ENCRYPTION_ENABLED', keeps: 'LG-02' },
  { identifier: 'CW_LOGGROUP_RETENTION_PERIOD_CHECK', keeps: 'TN-19', parameters: { MinRetentionTime: '365' } },
  { identifier: 'CLOUDWATCH_LOG_GROUP_ENCRYPTED', keeps: 'CR-06' },
  { identifier: 'VPC_FLOW_LOGS_ENABLED', keeps: 'NW-10', parameters: { trafficType: 'ALL' } },
  { identifier: 'VPC_DEFAULT_SECURITY_GROUP_CLOSED', keeps: 'NW-02' },
  { identifier: 'SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED', keeps: 'NW-03' },
  { identifier: 'INCOMING_SSH_DISABLED', keeps: 'NW-04', wakes: true },
  {
    identifier: 'RESTRICTED_INCOMING_TRAFFIC',
    keeps: 'NW-02',
    parameters: {
      blockedPort1: '22',
      blockedPort2: '3389',
      blockedPort3: '5432',
      blockedPort4: '15432',
      blockedPort5: '8443',
    },
    wakes: true,
  },
  { identifier: 'ALB_HTTP_TO_HTTPS_REDIRECTION_CHECK', keeps: 'CR-02' },
  { identifier: 'ALB_WAF_ENABLED', keeps: 'NW-06' },
  { identifier: 'ELB_LOGGING_ENABLED', keeps: 'LG-01' },
  { identifier: 'ELB_DELETION_PROTECTION_ENABLED', keeps: 'AV-08' },
  { identifier: 'DYNAMODB_PITR_ENABLED', keeps: 'BK-02' },
  { identifier: 'SNS_ENCRYPTED_KMS', keeps: 'CR-06' },
  { identifier: 'SECRETSMANAGER_ROTATION_ENABLED_CHECK', keeps: 'ID-04' },
  { identifier: 'CMK_BACKING_KEY_ROTATION_ENABLED', keeps: 'CR-10' },
  { identifier: 'GUARDDUTY_ENABLED_CENTRALIZED', keeps: 'NW-10', wakes: true },
  {
    identifier: 'BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK',
    keeps: 'BK-04',
    parameters: { requiredRetentionDays: SHORTEST_RETENTION_DAYS },
  },
  { identifier: 'BACKUP_RECOVERY_POINT_ENCRYPTED', keeps: 'CR-06' },
  { identifier: 'BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED', keeps: 'BK-11', wakes: true },
  {
    identifier: 'IAM_PASSWORD_POLICY',
    keeps: 'ID-02',
    global: true,
    parameters: {
      MinimumPasswordLength: '14',
      MaxPasswordAge: '90',
      PasswordReusePrevention: '24',
      RequireLowercaseCharacters: 'true',
      RequireNumbers: 'true',
      RequireSymbols: 'true',
      RequireUppercaseCharacters: 'true',
    },
  },
  { identifier: 'ROOT_ACCOUNT_MFA_ENABLED', keeps: 'ID-03', global: true, wakes: true },
  { identifier: 'IAM_ROOT_ACCESS_KEY_CHECK', keeps: 'ID-03', global: true, wakes: true },
  { identifier: 'MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS', keeps: 'ID-03', global: true },
  { identifier: 'IAM_USER_NO_POLICIES_CHECK', keeps: 'ID-01', global: true },
  { identifier: 'IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS', keeps: 'ID-07', global: true },
];

/** Those that AWS Config knows in a region; rules on the account only where global types are recorded. */
export function managedRulesIn(region: string, globalTypes: boolean): readonly ManagedRule[] {
  return MANAGED_RULES.filter(({ identifier, global }) => {
    if (global && !globalTypes) return false;
    return !(identifier.startsWith('BACKUP_RECOVERY_POINT') && WITHOUT_BACKUP_RULES.includes(region));
  });
}

/** Name of the rule; AWS Config adds `-conformance-pack-<id>`. */
export function ruleName({ identifier }: Pick<ManagedRule, 'identifier'>): string {
  return identifier.toLowerCase().replaceAll('_', '-');
}
