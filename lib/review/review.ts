import type { Rule } from '../commitments/rule';
import type { Approvals } from '../config/approvals';
import { decide } from './decisions';
import type { Decisions } from './decisions';
import { promiseChanges } from './promise-changes';
import type { PromiseChanges, Promises } from './promise-changes';
import { CHANGE_KINDS, changesOf, differenceOf, pairsOf } from './resource-changes';
import type { ResourceChange } from './resource-changes';
import { widenedNetwork } from './widened-network';
import { widenedRights } from './widened-rights';
import type { Widening } from './widened-rights';

/** What deploying one side over the other would do. */
export interface Review {
  /** What it is compared with, such as `release v1.4` or a revision. */
  readonly base: string;
  readonly resources: readonly ResourceChange[];
  readonly rights: readonly Widening[];
  readonly network: readonly Widening[];
  readonly commitments: PromiseChanges;
  readonly decisions: Decisions;
}

export interface ReviewProps {
  /** What `before` is called. */
  readonly base: string;
  readonly before: Promises;
  readonly after: Promises;
  /** Rules that judge both sides. */
  readonly rules: readonly Rule[];
  readonly approvals: Approvals;
  /** `yyyy-mm-dd`; approvals that expire by then approve nothing. */
  readonly today: string;
}

/** Compares two platforms without asking AWS: what changes, what opens, what is no longer kept, and who agreed to it. */
export function review({ base, before, after, rules, approvals, today }: ReviewProps): Review {
  const pairs = pairsOf(before.assembly, after.assembly).filter((pair) => pair.before?.text !== pair.after?.text);
  const differences = pairs.map((pair) => ({ pair, difference: differenceOf(pair) }));
  const rank = ({ kind }: ResourceChange) => CHANGE_KINDS.indexOf(kind);
  const resources = differences
    .flatMap(({ pair, difference }) => changesOf(pair, difference))
    .sort((a, b) => rank(a) - rank(b) || Number(b.stateful) - Number(a.stateful));
  const commitments = promiseChanges(before, after, rules);
  return {
    base,
    resources,
    rights: pairs.flatMap(widenedRights),
    network: differences.flatMap(({ pair, difference }) => widenedNetwork(pair, difference)),
    commitments,
    decisions: decide(resources, commitments.changes, approvals, today),
  };
}
