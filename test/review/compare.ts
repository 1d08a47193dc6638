import { Assembly } from '../../lib/commitments/assembly';
import type { StackTemplate } from '../../lib/commitments/assembly';
import type { Rule } from '../../lib/commitments/rule';
import { NO_APPROVALS } from '../../lib/config/approvals';
import type { Approvals } from '../../lib/config/approvals';
import { review } from '../../lib/review/review';
import type { Review } from '../../lib/review/review';
import { stack } from '../commitments/template';
import type { Part } from '../commitments/template';

export const TODAY = '2026-11-26';

interface Options {
  readonly approvals?: Approvals;
  readonly rules?: readonly Rule[];
  /** Registers before and after. */
  readonly registers?: readonly [string[], string[]];
}

/** Review of stacks that change into others. */
export function reviewOf(
  before: readonly StackTemplate[],
  after: readonly StackTemplate[],
  options: Options = {},
): Review {
  const { approvals = NO_APPROVALS, rules = [], registers: [old, now] = [] } = options;
  return review({
    ...{ base: 'v1', approvals, rules, today: TODAY },
    before: { assembly: new Assembly(before), registered: old },
    after: { assembly: new Assembly(after), registered: now },
  });
}

/** Review of one stack whose resources change. */
export function reviewOfChange(
  before: Record<string, Part>,
  after: Record<string, Part>,
  options: Options = {},
): Review {
  return reviewOf([stack(before)], [stack(after)], options);
}
