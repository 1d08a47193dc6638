import type { Severity } from '../shared/incidents/incident';

/** Calls that CloudTrail reports and that work on records, keys or backups, by name; all others that get here are high. */
export const CALL_SEVERITIES: Readonly<Record<string, Severity>> = {
  StopLogging: 'critical',
  DeleteTrail: 'critical',
  ScheduleKeyDeletion: 'critical',
  DeleteBackupVaultLockConfiguration: 'critical',
  DeleteRecoveryPoint: 'critical',
  DeleteBackupVault: 'critical',
  PutBucketObjectLockConfiguration: 'critical',
  StopBackupJob: 'medium',
  UpdateRegionSettings: 'medium',
};

/** Operations on sites that failed. A copy or an export can be made again; a backup or an erasure is a promise. */
export const OPERATION_SEVERITIES: Readonly<Record<string, Severity>> = {
  backup: 'medium',
  verify: 'high',
  restore: 'high',
  erase: 'medium',
  retire: 'low',
  onboard: 'low',
  clone: 'low',
  export: 'low',
};

/**
 * Alarms that are incidents, by the section of the runbook that they link to. The others are on-call's daily work, and
 * those of incidents themselves must not open new ones.
 */
export const ALARM_SEVERITIES: Readonly<Record<string, Severity>> = {
  'root-used': 'critical',
  'organization-changed': 'critical',
  'sign-in-without-mfa': 'critical',
  'log-delivery-stopped': 'high',
  'log-delivery-denied': 'high',
  'permissions-changed': 'medium',
  'network-changed': 'medium',
  'unauthorized-calls': 'medium',
  'server-backups-missing': 'high',
  'backup-copies-missing': 'high',
  'site-backups-missing': 'high',
  'site-unproven': 'medium',
  'database-storage': 'high',
  'web-servers-unhealthy': 'high',
  'load-balancer-errors': 'high',
  'availability-burning': 'high',
  'sites-down': 'high',
  'sites-weak': 'medium',
  'monitoring-silent': 'high',
};
