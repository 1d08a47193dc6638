import type { Rule } from './rule';
import { bansWired } from './rules/bans-wired';
import { findingsFollowedUp } from './rules/findings-followed-up';
import { firewallBeforeEntries } from './rules/firewall-before-entries';
import { attacksTurnedAway, bannedKeptOut } from './rules/firewall-decisions';
import { firewallLogName } from './rules/firewall-log-name';
import { flowsRecorded } from './rules/flows-recorded';
import { groupsWorn } from './rules/groups-worn';
import { networksApart } from './rules/networks-apart';
import { ownNetwork } from './rules/own-network';
import { portTable } from './rules/port-table';
import { publicSurface } from './rules/public-surface';
import { serversBan } from './rules/servers-ban';
import { sshByKey } from './rules/ssh-by-key';
import { standardsMeasured, threatDetection } from './rules/threat-detection';
import { vpnConfined } from './rules/vpn-confined';
import { vpnThere } from './rules/vpn-there';

/**
 * What keeps strangers out of the networks, and finds out who gets in.
 * @param guarded environments whose accounts have threat detection already
 */
export function networkRules(guarded: readonly string[]): readonly Rule[] {
  return [
    attacksTurnedAway,
    bannedKeptOut,
    ...bansWired,
    ...findingsFollowedUp,
    firewallBeforeEntries,
    firewallLogName,
    flowsRecorded,
    groupsWorn,
    networksApart,
    ownNetwork,
    portTable,
    publicSurface,
    serversBan,
    sshByKey,
    standardsMeasured(guarded),
    threatDetection(guarded),
    vpnConfined,
    vpnThere,
  ];
}
