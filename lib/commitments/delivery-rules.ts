import type { Rule } from './rule';
import { deliveryConfined } from './rules/delivery-confined';
import { latestCode, productionReleases, releasesChecked, releasesTakenBack, scansScheduled } from './rules/releases';
import { sourceBundled } from './rules/source-bundled';

/** What is promised of how a change gets to customers. */
export function deliveryRules(production: readonly string[]): readonly Rule[] {
  return [
    deliveryConfined,
    latestCode,
    ...productionReleases(production),
    releasesChecked,
    releasesTakenBack,
    scansScheduled,
    sourceBundled,
  ];
}
