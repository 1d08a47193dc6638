import { allowedRanges, longestBanLongest } from './checks/bans';
import { clientCertificatesHere, clientRangeFree, groupsOfServerStaff } from './checks/access';
import { companionIdsFit, companionsHaveARegion, idsOnce } from './checks/companions';
import {
  approverGroupsDiffer,
  connectionOfDelivery,
  deliveryApart,
  deliveryTimeZone,
  repositoriesOnce,
  scannedSite,
} from './checks/delivery';
import {
  limitsInOrder,
  oneCreatorOfGuardrails,
  oneHostPerKind,
  staffEnvironments,
  staffRolesOnce,
} from './checks/environments';
import { exceptionsInForce, exceptionsNeeded } from './checks/exceptions';
import { companionLabelsFit, hostNamesCovered, hostNamesOnce, regionHostsFree } from './checks/host-names';
import {
  certificatesOfRegions,
  overlapShorterThanLife,
  providerSecretsReplaced,
  signInHostFree,
} from './checks/identity';
import type { Check, CheckInput } from './checks/input';
import { customersHaveNoticeContact, remindersWithinClocks } from './checks/incidents';
import { columnsMaskedOnce, masksToApply } from './checks/masking';
import { environmentNamesFit } from './checks/names';
import { optionsAgree, packageHasASize, sizesFit } from './checks/options';
import { analysisStaysAnonymous, linksLeadToPeople, waitingFitsDeadline } from './checks/privacy';
import {
  everySitePlaced,
  numbersKept,
  placedWhereTheyBelong,
  removedServersEmpty,
  serversInRegions,
  stacksNotTooLarge,
  withinCapacity,
} from './checks/placement';
import { disjointRanges } from './checks/ranges';
import {
  mainRegionIsHome,
  onePartPerRegion,
  productionRecovers,
  recoveryInResidency,
  zonesOfTheirRegion,
} from './checks/regions';
import { regionInResidency } from './checks/residencies';
import { securityTxtExpiry } from './checks/security-txt';
import {
  endpointForEveryRegion,
  endpointsForEveryResidency,
  endpointsInResidency,
  integrationsRegistered,
  subProcessorsOnce,
  transfersLawful,
} from './checks/sub-processors';
import { knownTimeZones } from './checks/time-zones';
import type { Problem } from './problems';
import { describeSites } from './sites';

const CHECKS: readonly Check[] = [
  oneHostPerKind,
  oneCreatorOfGuardrails,
  staffEnvironments,
  staffRolesOnce,
  limitsInOrder,
  environmentNamesFit,
  mainRegionIsHome,
  onePartPerRegion,
  zonesOfTheirRegion,
  disjointRanges,
  clientRangeFree,
  clientCertificatesHere,
  groupsOfServerStaff,
  productionRecovers,
  recoveryInResidency,
  knownTimeZones,
  securityTxtExpiry,
  certificatesOfRegions,
  overlapShorterThanLife,
  providerSecretsReplaced,
  signInHostFree,
  exceptionsInForce,
  exceptionsNeeded,
  integrationsRegistered,
  subProcessorsOnce,
  endpointsInResidency,
  endpointsForEveryResidency,
  endpointForEveryRegion,
  transfersLawful,
  remindersWithinClocks,
  customersHaveNoticeContact,
  columnsMaskedOnce,
  masksToApply,
  waitingFitsDeadline,
  linksLeadToPeople,
  analysisStaysAnonymous,
  allowedRanges,
  longestBanLongest,
  deliveryApart,
  connectionOfDelivery,
  deliveryTimeZone,
  repositoriesOnce,
  approverGroupsDiffer,
  scannedSite,
  regionInResidency,
  hostNamesCovered,
  hostNamesOnce,
  regionHostsFree,
  companionLabelsFit,
  companionsHaveARegion,
  companionIdsFit,
  idsOnce,
  optionsAgree,
  packageHasASize,
  sizesFit,
  serversInRegions,
  everySitePlaced,
  placedWhereTheyBelong,
  withinCapacity,
  stacksNotTooLarge,
  removedServersEmpty,
  numbersKept,
];

/** Every contradiction in a config whose files each fit their schema. */
export function check(input: CheckInput): Problem[] {
  const checked = { ...input, described: describeSites(input.config, input.sites) };
  return CHECKS.flatMap((one) => one(checked));
}
