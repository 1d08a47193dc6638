import type { Rule } from './rule';
import { anyRegion } from './rules/any-region';
import { backupWaves } from './rules/backup-waves';
import { drillsHeld } from './rules/drills-held';
import { failuresNoticed } from './rules/failures-noticed';
import { nightlyBackups } from './rules/nightly-backups';
import { recoveryGround } from './rules/recovery-ground';
import { replicasElsewhere } from './rules/replicas-elsewhere';
import { restoreInTime } from './rules/restore-in-time';
import { serversInPlans } from './rules/servers-in-plans';
import { siteBackupsKept } from './rules/site-backups-kept';
import { slotPlans } from './rules/slot-plans';
import { alarmWakesSomeone } from './rules/alarm-wakes-someone';
import { attachmentsScanned } from './rules/attachments-scanned';
import { backupTimeZone } from './rules/backup-time-zone';
import { copiesInResidency } from './rules/copies-in-residency';
import { dataOutlivesStack } from './rules/data-outlives-stack';
import { databaseTls } from './rules/database-tls';
import { drillName } from './rules/drill-name';
import { drillSubnets } from './rules/drill-subnets';
import { firewallLogName } from './rules/firewall-log-name';
import { httpRedirects } from './rules/http-redirects';
import { incidentClocks } from './rules/incident-clocks';
import { lifecycleWithinLock } from './rules/lifecycle-within-lock';
import { lockedBucketVersioned } from './rules/locked-bucket-versioned';
import { logKey } from './rules/log-key';
import { logRetention } from './rules/log-retention';
import { networksApart } from './rules/networks-apart';
import { noStrangers } from './rules/no-strangers';
import { noUsers } from './rules/no-users';
import { oneRulePerPlan } from './rules/one-rule-per-plan';
import { portTable } from './rules/port-table';
import { retentionStated } from './rules/retention-stated';
import { providerSecret } from './rules/provider-secret';
import { recordsMasked } from './rules/records-masked';
import { scheduleRetries } from './rules/schedule-retries';
import { scheduleTimeZone } from './rules/schedule-time-zone';
import { serversSpanZones } from './rules/servers-span-zones';
import { siteClients } from './rules/site-clients';
import { sessionsRecorded } from './rules/sessions-recorded';
import { sshByKey } from './rules/ssh-by-key';
import { threatDetection } from './rules/threat-detection';
import { tlsPolicy } from './rules/tls-policy';
import { userPool } from './rules/user-pool';
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
    attachmentsScanned,
    backupTimeZone,
    copiesInResidency(residencies, production),
    dataOutlivesStack,
    databaseTls,
    drillName,
    drillSubnets,
    firewallLogName,
    httpRedirects,
    incidentClocks,
    lifecycleWithinLock,
    lockedBucketVersioned,
    logKey,
    logRetention,
    networksApart,
    noStrangers,
    noUsers,
    oneRulePerPlan,
    portTable,
    retentionStated,
    providerSecret,
    recordsMasked,
    scheduleRetries,
    scheduleTimeZone,
    serversSpanZones,
    siteClients,
    sessionsRecorded,
    sshByKey,
    threatDetection,
    tlsPolicy,
    userPool,
    vaultLocked(production),
    vpnConfined,
    anyRegion,
    backupWaves,
    ...drillsHeld(production),
    failuresNoticed,
    nightlyBackups(production),
    ...recoveryGround,
    replicasElsewhere,
    restoreInTime(production),
    serversInPlans(production),
    siteBackupsKept,
    slotPlans,
  ];
}
