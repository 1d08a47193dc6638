import { hostsByIntegration, hostsByResidency } from '../config/egress';
import type { PlatformConfig } from '../config/platform-schema';
import { environmentHosting } from '../config/sites';
import { availabilityRules } from './availability-rules';
import { encryptionRules } from './encryption-rules';
import { networkRules } from './network-rules';
import type { Rule } from './rule';
import type { Parties } from './rules/registered-parties';
import { deliveryRules } from './delivery-rules';
import { tenancyRules } from './tenancy-rules';
import { anyRegion } from './rules/any-region';
import { backupWaves } from './rules/backup-waves';
import { drillsHeld } from './rules/drills-held';
import { failuresNoticed } from './rules/failures-noticed';
import { nightlyBackups } from './rules/nightly-backups';
import { drillServerGoes, recoveryDrilled } from './rules/recovery-drilled';
import { recoveryGround } from './rules/recovery-ground';
import { regionAnswers } from './rules/region-answers';
import { replicasElsewhere } from './rules/replicas-elsewhere';
import { restoreInTime } from './rules/restore-in-time';
import { serversInPlans } from './rules/servers-in-plans';
import { siteBackupsKept } from './rules/site-backups-kept';
import { slotPlans } from './rules/slot-plans';
import { accountPasswords } from './rules/account-passwords';
import { accountTrail } from './rules/account-trail';
import { alarmWakesSomeone } from './rules/alarm-wakes-someone';
import { archiveLocked } from './rules/archive-locked';
import { attachmentsScanned } from './rules/attachments-scanned';
import { backupTimeZone } from './rules/backup-time-zone';
import { copiesInResidency } from './rules/copies-in-residency';
import { credentialsRedacted } from './rules/credentials-redacted';
import { dataEvents } from './rules/data-events';
import { dataOutlivesStack } from './rules/data-outlives-stack';
import { databaseAudit, databaseLogSilent } from './rules/database-records';
import { databaseTls } from './rules/database-tls';
import { drillName } from './rules/drill-name';
import { drillSubnets } from './rules/drill-subnets';
import { generatedSecret } from './rules/generated-secret';
import { httpRedirects } from './rules/http-redirects';
import { incidentClocks } from './rules/incident-clocks';
import { infectedPutAway } from './rules/infected-put-away';
import { lifecycleWithinLock } from './rules/lifecycle-within-lock';
import { lockedBucketVersioned } from './rules/locked-bucket-versioned';
import { logKey } from './rules/log-key';
import { logMetricsWatched } from './rules/log-metrics-watched';
import { logRetention } from './rules/log-retention';
import { logsMaskedAndKept, partiesServed, shippedLogsNameNobody } from './rules/log-shipping';
import { logServers } from './rules/log-servers';
import { logsCentral } from './rules/logs-central';
import { messagesSent } from './rules/messages-sent';
import { noStrangers } from './rules/no-strangers';
import { noUsers } from './rules/no-users';
import { oneRulePerPlan } from './rules/one-rule-per-plan';
import { passwordRotates } from './rules/password-rotates';
import { providerSecret } from './rules/provider-secret';
import { providersOffered } from './rules/providers-offered';
import { recordsChecked } from './rules/records-checked';
import { recordsMasked } from './rules/records-masked';
import { requestsLogged } from './rules/requests-logged';
import { retentionStated } from './rules/retention-stated';
import { scheduleRetries } from './rules/schedule-retries';
import { scheduleTimeZone } from './rules/schedule-time-zone';
import { secondFactor } from './rules/second-factor';
import { securityTxtServed } from './rules/security-txt';
import { serversSpanZones } from './rules/servers-span-zones';
import { sessionsRecorded } from './rules/sessions-recorded';
import { signInsKept } from './rules/sign-ins-kept';
import { siteClients } from './rules/site-clients';
import { siteSessions } from './rules/site-sessions';
import { staffConfined } from './rules/staff-confined';
import { staffData } from './rules/staff-data';
import { tlsPolicy } from './rules/tls-policy';
import { trailProtected } from './rules/trail-protected';
import { userPool } from './rules/user-pool';
import { vaultLocked } from './rules/vault-locked';

export interface CommitmentProps {
  /** Named sets of regions that data may not leave (TN-11). */
  readonly residencies: Readonly<Record<string, readonly string[]>>;
  /** Environments that hold live data of customers. @default - `production` */
  readonly production?: readonly string[];
  /** Whether the app is all of the platform: only then can anything be missing. @default true */
  readonly whole?: boolean;
  /** Environments whose accounts have threat detection already, so that theirs is reused (NW-10). @default - none */
  readonly guarded?: readonly string[];
  /** Whom servers may call (OR-06). @default - nobody but AWS */
  readonly parties?: Parties;
}

/** What the rules hold a platform to, by its config. */
export function commitmentProps(config: PlatformConfig): CommitmentProps {
  const { residencies, domain, environments } = config;
  const live = environmentHosting(config, 'production');
  const guarded = Object.keys(environments).filter((name) => environments[name]?.guardrails === 'reuse');
  const parties = { domain, hosts: hostsByResidency(config), receivers: hostsByIntegration(config) };
  return { residencies, production: live === undefined ? [] : [live], guarded, parties };
}

/** Every rule of ours: what the promises need and no other engine reads. */
// eslint-disable-next-line max-lines-per-function -- a list, in which nothing is decided
export function commitmentRules({
  residencies,
  production = ['production'],
  parties,
  guarded = [],
}: CommitmentProps): readonly Rule[] {
  return [
    accountPasswords,
    accountTrail,
    alarmWakesSomeone,
    archiveLocked(production),
    attachmentsScanned,
    backupTimeZone,
    copiesInResidency(residencies, production),
    credentialsRedacted,
    databaseAudit,
    databaseLogSilent,
    databaseTls,
    dataEvents,
    dataOutlivesStack,
    drillName,
    drillSubnets,
    generatedSecret,
    httpRedirects,
    incidentClocks,
    infectedPutAway,
    lifecycleWithinLock,
    lockedBucketVersioned,
    logKey,
    logMetricsWatched,
    logRetention,
    logsCentral,
    logsMaskedAndKept,
    logServers,
    messagesSent,
    noStrangers,
    noUsers,
    oneRulePerPlan,
    ...partiesServed(parties),
    passwordRotates,
    providerSecret,
    ...providersOffered,
    ...recordsChecked,
    recordsMasked,
    requestsLogged,
    retentionStated,
    scheduleRetries,
    scheduleTimeZone,
    secondFactor,
    securityTxtServed,
    serversSpanZones,
    sessionsRecorded,
    shippedLogsNameNobody,
    signInsKept,
    siteClients,
    siteSessions,
    staffConfined,
    staffData,
    tlsPolicy,
    trailProtected,
    userPool,
    vaultLocked(production),
    anyRegion,
    backupWaves,
    ...drillsHeld(production),
    failuresNoticed,
    nightlyBackups(production),
    drillServerGoes,
    recoveryDrilled(production),
    ...recoveryGround,
    regionAnswers(production),
    replicasElsewhere,
    restoreInTime(production),
    serversInPlans(production),
    siteBackupsKept,
    slotPlans,
    ...availabilityRules(production),
    ...deliveryRules(production),
    ...encryptionRules,
    ...networkRules(guarded),
    ...tenancyRules({ residencies, production, parties }),
  ];
}
