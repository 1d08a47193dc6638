import type { Rule } from './rule';
import type { CommitmentProps } from './rules';
import { auditReports, readsReported } from './rules/audit-reports';
import { dedicatedServer, noSharedDatabase, roomForPackages } from './rules/database-servers';
import { environmentsApart } from './rules/environments-apart';
import { lateRequestsHeard, requestDeadline, requestsAdvance, requestsReachOperations } from './rules/privacy-requests';
import { recoveryPointsEnd } from './rules/recovery-points-end';
import { regionsInResidency } from './rules/regions-in-residency';
import { nothingElseResolves, registeredParties } from './rules/registered-parties';
import { siteOperations } from './rules/site-operations';
import { siteTagged } from './rules/site-tagged';
import { sitesApart } from './rules/sites-apart';
import { copiesArrive, copiesFollowReleases, sitesAreData } from './rules/sites-are-data';

type Props = Pick<CommitmentProps, 'residencies' | 'parties'> & Required<Pick<CommitmentProps, 'production'>>;

/** What keeps sites apart and in their regions, and what people and auditors are promised of them. */
export function tenancyRules({ residencies, production, parties }: Props): readonly Rule[] {
  return [
    ...auditReports,
    copiesArrive,
    copiesFollowReleases(production),
    dedicatedServer,
    environmentsApart(production),
    lateRequestsHeard,
    noSharedDatabase,
    nothingElseResolves,
    readsReported,
    recoveryPointsEnd,
    regionsInResidency(residencies),
    registeredParties(residencies, parties),
    requestDeadline,
    requestsAdvance,
    requestsReachOperations,
    roomForPackages,
    ...siteOperations,
    sitesApart,
    sitesAreData,
    siteTagged,
  ];
}
