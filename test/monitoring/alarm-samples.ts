import type { AlarmState, Measured } from '../support/alarms/alarm';

/** What an alarm has to make of measurements: written from what it means, not from its threshold. */
export interface AlarmSample {
  /** What a period looks like in which nobody has to get up; a number stands for every metric of the alarm. */
  readonly quiet: readonly (number | Measured)[];
  /** What somebody has to act on. */
  readonly loud: readonly (number | Measured)[];
  /** After how many loud periods on-call is told: more than one for what passes by itself. */
  readonly after: number;
  /** What silence means: an alarm, nothing, that what was known still holds, or that nobody can tell. */
  readonly silence: AlarmState | 'as before';
  /** Measured once in so many periods while all is well. @default 1 */
  readonly every?: number;
}

/** Nothing was measured in the period. */
const none: Measured = {};

/** Something that should never be: once is enough, and where nothing is counted nothing has happened. */
const happened = (loud: number): AlarmSample => ({ quiet: [0, none], loud: [loud], after: 1, silence: 'OK' });
/** Something waits in a queue. A queue at rest is not measured any more, whatever is in it. */
const waiting: AlarmSample = { quiet: [0], loud: [1, 40], after: 1, silence: 'as before' };
/** A figure of a database server; that the server sends none is told by its alarm on storage. */
const ofServer = (quiet: number, loud: number): AlarmSample => ({
  quiet: [quiet],
  loud: [loud],
  after: 3,
  silence: 'INSUFFICIENT_DATA',
});
/** A job of AWS Backup, which comes once a day. */
const nightly = (after: number): AlarmSample => ({ quiet: [4], loud: [0, none], after, silence: 'ALARM', every: 24 });

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** By the section of the runbook; followed by a metric where the alarms of a section watch different things. */
export const ALARM_SAMPLES: Readonly<Record<string, AlarmSample>> = {
  // Management events of the account
  'bucket-policy-changed': happened(1),
  'break-glass-used': happened(1),
  'config-changed': happened(1),
  'key-deletion': happened(1),
  'network-changed': happened(1),
  'organization-changed': happened(1),
  'permissions-changed': happened(1),
  'root-used': happened(1),
  'sign-in-failures': { ...happened(5), quiet: [0, 1, none] },
  'sign-in-without-mfa': happened(1),
  'trail-tampering': happened(1),
  'unauthorized-calls': { ...happened(30), quiet: [0, 2, none] },
  // Records
  'log-delivery-denied': { quiet: [0, none], loud: [1, 200], after: 3, silence: 'OK' },
  'log-delivery-stopped': { quiet: [1, 60], loud: [0, none], after: 3, silence: 'ALARM' },
  // What third parties receive
  'log-shipping-silent': { quiet: [1, 40], loud: [0, none], after: 3, silence: 'ALARM' },
  'log-shipping-throttled': { quiet: [0, none], loud: [1, 500], after: 3, silence: 'OK' },
  'log-delivery-refused': { quiet: [1, 0.97, none], loud: [0, 0.5], after: 3, silence: 'OK' },
  'log-delivery-late': { quiet: [60, 600, none], loud: [3600, 7200], after: 3, silence: 'OK' },
  'log-masking-failing Errors': { quiet: [0, none], loud: [1, 9], after: 3, silence: 'OK' },
  'log-masking-failing UnreadableLogBatches': happened(1),
  'undelivered-logs-growing': { quiet: [0, 20 * MIB, none], loud: [GIB], after: 1, silence: 'OK' },
  'error-reports-late': { quiet: [0, 60_000, none], loud: [3_600_000], after: 1, silence: 'OK' },
  'error-reports-lost ApproximateNumberOfMessagesVisible': waiting,
  'error-reports-lost ErrorReportsRefused': happened(1),
  'server-messages-silent': { quiet: [9], loud: [0, none], after: 1, silence: 'ALARM' },
  // Twelve quarters of an hour, of which a late one falls outside; two servers of three move eight.
  'server-messages-not-archived': { quiet: [12, 9], loud: [0, 8, none], after: 1, silence: 'ALARM' },
  'log-servers-unhealthy': { quiet: [0, none], loud: [1, 3], after: 3, silence: 'OK' },
  'records-incomplete': happened(1),
  'secrets-in-records': happened(1),
  'vpn-authentication-failures': { ...happened(8), quiet: [0, 2, none] },
  'vpn-connection-log-silent': {
    quiet: [{ ActiveConnectionsCount: 0 }, { ActiveConnectionsCount: 2, IncomingLogs: 40 }, none],
    loud: [{ ActiveConnectionsCount: 2 }, { ActiveConnectionsCount: 1, IncomingLogs: 0 }],
    after: 1,
    silence: 'OK',
  },
  // Functions and schedules
  'function-failed': waiting,
  'site-schedule-not-started': waiting,
  'identity-function-failed': { ...happened(20), quiet: [0, 1, none] },
  // Backups and site operations
  'server-backups-missing': nightly(28),
  'backup-copies-missing': nightly(32),
  'restore-test-failed': happened(1),
  'site-backup-failed': happened(1),
  'site-verify-failed': happened(1),
  'site-clone-failed': happened(1),
  'site-rotate-failed': happened(1),
  'site-remove-failed': happened(1),
  'site-backups-missing': { quiet: [0], loud: [1, 30], after: 2, silence: 'ALARM' },
  'site-unproven': { quiet: [0], loud: [1, 30], after: 2, silence: 'ALARM' },
  'recovery-drill-overdue': { quiet: [0, 92], loud: [100, none], after: 2, silence: 'ALARM' },
  'drill-server-left': { quiet: [0, 20, none], loud: [27], after: 1, silence: 'OK' },
  // Database servers
  'database-cpu': ofServer(45, 95),
  'database-latency': {
    ...ofServer(0.004, 0.05),
    loud: [0.05, { ReadLatency: 0.05, WriteLatency: 0.001 }, { WriteLatency: 0.05 }],
  },
  'database-storage': { ...ofServer(80 * GIB, GIB), loud: [GIB, 0, none], silence: 'ALARM' },
  'database-memory': ofServer(2 * GIB, 100 * MIB),
  'database-connections': ofServer(120, 5000),
  'database-transaction-ids': ofServer(200_000_000, 1_500_000_000),
  'database-replica-lag': { quiet: [0, 20], loud: [900, -1, none], after: 3, silence: 'ALARM' },
  // Network
  'nat-ports-exhausted': { quiet: [0, none], loud: [1, 500], after: 2, silence: 'OK' },
  'dns-names-blocked': { quiet: [0, 3, none], loud: [60], after: 2, silence: 'OK' },
  'egress-firewall-drops': { quiet: [0, 5, none], loud: [400], after: 2, silence: 'OK' },
  // What users notice
  'web-servers-unhealthy': { quiet: [0, none], loud: [1, 3], after: 10, silence: 'OK' },
  'load-balancer-rejects-connections': happened(1),
  'load-balancer-errors': { quiet: [0, 2, none], loud: [40], after: 2, silence: 'OK' },
  'web-server-errors': {
    quiet: [
      { RequestCount: 5000 },
      { RequestCount: 5000, HTTPCode_Target_5XX_Count: 50 },
      // One user's five errors at night are no outage.
      { RequestCount: 10, HTTPCode_Target_5XX_Count: 5 },
      none,
    ],
    loud: [
      { RequestCount: 5000, HTTPCode_Target_5XX_Count: 500 },
      { RequestCount: 120, HTTPCode_Target_5XX_Count: 120 },
    ],
    after: 2,
    silence: 'OK',
  },
  'web-servers-slow': { quiet: [0.3, none], loud: [3], after: 3, silence: 'OK' },
  'web-servers-at-maximum': {
    quiet: [
      { GroupInServiceInstances: 1, CPUUtilization: 95 },
      { GroupInServiceInstances: 100, CPUUtilization: 40 },
      none,
    ],
    loud: [{ GroupInServiceInstances: 100, CPUUtilization: 85 }],
    after: 3,
    silence: 'OK',
  },
  'web-server-silent': {
    quiet: [
      { GroupInServiceInstances: 3, Heartbeats: 36 },
      // One was restarted; of many, some count eleven.
      { GroupInServiceInstances: 3, Heartbeats: 34 },
      { GroupInServiceInstances: 12, Heartbeats: 140 },
      // More were there for a part of the hour.
      { GroupInServiceInstances: 3, Heartbeats: 60 },
      none,
    ],
    loud: [
      { GroupInServiceInstances: 3, Heartbeats: 24 },
      { GroupInServiceInstances: 12, Heartbeats: 132 },
      { GroupInServiceInstances: 3 },
    ],
    after: 1,
    silence: 'OK',
  },
  'certificate-expiry': { quiet: [60, 200], loud: [29, 1], after: 1, silence: 'as before' },
  'availability-burning': {
    quiet: [
      { RequestCount: 50_000 },
      { RequestCount: 50_000, HTTPCode_Target_5XX_Count: 40 },
      { RequestCount: 20, HTTPCode_Target_5XX_Count: 20 },
      none,
    ],
    loud: [
      { RequestCount: 50_000, HTTPCode_Target_5XX_Count: 1000 },
      { RequestCount: 50_000, HTTPCode_ELB_5XX_Count: 1000 },
      // No server takes a request: the load balancer refuses them all.
      { HTTPCode_ELB_5XX_Count: 500 },
    ],
    after: 1,
    silence: 'OK',
  },
  'sites-down': { quiet: [0], loud: [1, 300], after: 2, silence: 'ALARM' },
  'sites-weak': { quiet: [0, none], loud: [1, 300], after: 2, silence: 'OK' },
  'site-certificate-ending': { quiet: [60], loud: [13, -1], after: 2, silence: 'as before' },
  'monitoring-silent': { quiet: [1], loud: [0, none], after: 3, silence: 'ALARM' },
  // Delivery: twice a week, four days apart at most, and every night
  'delivery-unscanned': { quiet: [1], loud: [0, none], after: 144, silence: 'ALARM', every: 96 },
  'source-bundle-missing': { quiet: [1], loud: [0, none], after: 30, silence: 'ALARM', every: 24 },
  // Attacks and sign-in
  'firewall-blocks-many-requests': { quiet: [0, 300, none], loud: [60_000], after: 2, silence: 'OK' },
  'ban-list-nearly-full': { quiet: [0, 10, none], loud: [95], after: 1, silence: 'OK' },
  'bans-overdue': { quiet: [0, 60], loud: [1200, none], after: 3, silence: 'ALARM' },
  'many-failed-sign-ins': { ...happened(400), quiet: [0, 10, none] },
  'federated-sign-ins-refused': { ...happened(30), quiet: [0, 2, none] },
  'session-of-another-site': happened(12),
  'sign-ins-throttled': happened(5),
  'sign-in-log-unreadable': happened(1),
  // Attachments
  'attachments-not-judged': happened(1),
  'attachments-unscanned': waiting,
  // Incidents and requests of people
  'incident-unacknowledged': { quiet: [0, 14, none], loud: [90], after: 1, silence: 'OK' },
  'incident-clocks-stopped': { quiet: [3], loud: [none], after: 1, silence: 'ALARM' },
  'incident-intake-failing Errors': { ...happened(10), quiet: [0, 1, none] },
  'incident-intake-failing ApproximateNumberOfMessagesVisible': waiting,
  'breach-clock-running': { quiet: [20, none], loud: [12, 3, 0], after: 1, silence: 'OK' },
  'breach-notice-overdue': happened(1),
  'disclosure-overdue': happened(1),
  'privacy-request-due': happened(1),
  'privacy-request-overdue': { quiet: [0], loud: [1, 5], after: 3, silence: 'ALARM' },
  'privacy-step-failed': happened(1),
  'privacy-task-late': happened(1),
};
