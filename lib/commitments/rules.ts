import type { Rule } from './rule';
import { alarmWakesSomeone } from './rules/alarm-wakes-someone';
import { backupTimeZone } from './rules/backup-time-zone';
import { copiesInResidency } from './rules/copies-in-residency';
import { dataOutlivesStack } from './rules/data-outlives-stack';
import { databaseTls } from './rules/database-tls';
import { drillName } from './rules/drill-name';
import { drillSubnets } from './rules/drill-subnets';
import { firewallLogName } from './rules/firewall-log-name';
import { httpRedirects } from './rules/http-redirects';
import { lifecycleWithinLock } from './rules/lifecycle-within-lock';
import { lockedBucketVersioned } from './rules/locked-bucket-versioned';
import { logKey } from './rules/log-key';
import { logRetention } from './rules/log-retention';
import { networksApart } from './rules/networks-apart';
import { noStrangers } from './rules/no-strangers';
import { noUsers } from './rules/no-users';
import { oneRulePerPlan } from './rules/one-rule-per-plan';
import { portTable } from './rules/port-table';
import { scheduleRetries } from './rules/schedule-retries';
import { scheduleTimeZone } from './rules/schedule-time-zone';
import { serversSpanZones } from './rules/servers-span-zones';
import { sessionsRecorded } from './rules/sessions-recorded';
import { sshByKey } from './rules/ssh-by-key';
import { threatDetection } from './rules/threat-detection';
import { tlsPolicy } from './rules/tls-policy';
import { vaultLocked } from './rules/vault-locked';
import { vpnConfined } from './rules/vpn-confined';

export interface CommitmentProps {
  /** Named sets of regions that data may not leave (TN-11). */
  readonly residencies: Readonly<Record<string, readonly string[]>>;
  /** Environments that hold live data of customers. @default - `production` */
  readonly production?: readonly string[];
}

/** Every rule of ours: what the promises need and no other engine reads. */
export function commitmentRules({ residencies, production = ['production'] }: CommitmentProps): readonly Rule[] {
  return [
    alarmWakesSomeone,
    backupTimeZone,
    copiesInResidency(residencies, production),
    dataOutlivesStack,
    databaseTls,
    drillName,
    drillSubnets,
    firewallLogName,
    httpRedirects,
    lifecycleWithinLock,
    lockedBucketVersioned,
    logKey,
    logRetention,
    networksApart,
    noStrangers,
    noUsers,
    oneRulePerPlan,
    portTable,
    scheduleRetries,
    scheduleTimeZone,
    serversSpanZones,
    sessionsRecorded,
    sshByKey,
    threatDetection,
    tlsPolicy,
    vaultLocked(production),
    vpnConfined,
  ];
}
