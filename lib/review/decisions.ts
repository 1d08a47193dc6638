import type { Approvals } from '../config/approvals';
import type { PromiseChange } from './promise-changes';
import type { ResourceChange } from './resource-changes';

/** Something that must not be done without somebody's decision. */
export interface Refusal {
  /** What would happen, and to what. */
  readonly what: string;
  /** Approval that would have held, had it not expired. */
  readonly expired?: string;
}

/** What the approvals of the config make of a review. */
export interface Decisions {
  readonly refusals: readonly Refusal[];
  /** What would be refused, had it not been approved, with who approved it and why. */
  readonly approved: readonly { readonly what: string; readonly reason: string; readonly approvedBy: string }[];
  /** Approvals that match nothing of this review, or nothing any more. */
  readonly unused: readonly { readonly approval: string; readonly why: 'expired' | 'matches nothing' }[];
}

/** Stateful resources that would be replaced or deleted, and commitments that would be lost, held against approvals. */
export function decide(
  changes: readonly ResourceChange[],
  promises: readonly PromiseChange[],
  approvals: Approvals,
  today: string,
): Decisions {
  const questions: readonly Question[] = [
    ...changes.filter(needsApproval).map((change) => ({
      what: `${change.stack} ${change.logicalId} (${change.type}) ${SAID[change.kind as keyof typeof SAID]}`,
      answers: approvals.resources.filter((one) => approves(one, change)),
    })),
    ...promises
      .filter(({ kind }) => kind === 'lost')
      .map(({ commitment, why }) => ({
        what: `${commitment} would be lost: ${why}`,
        answers: approvals.commitments.filter((one) => one.commitment === commitment),
      })),
  ];
  const inForce = ({ expires }: Approval) => expires > today;
  const used = new Set(questions.flatMap(({ answers }) => answers));
  return {
    refusals: questions
      .filter(({ answers }) => !answers.some(inForce))
      .map(({ what, answers: [old] }) => ({
        what,
        ...(old && { expired: `approved by ${old.approvedBy} until ${old.expires}` }),
      })),
    approved: questions.flatMap(({ what, answers }) => {
      const answer = answers.find(inForce);
      return answer ? [{ what, reason: answer.reason, approvedBy: answer.approvedBy }] : [];
    }),
    unused: [...approvals.resources, ...approvals.commitments].flatMap((one): Decisions['unused'] => {
      if (!inForce(one)) return [{ approval: nameOf(one), why: 'expired' }];
      return used.has(one) ? [] : [{ approval: nameOf(one), why: 'matches nothing' }];
    }),
  };
}

interface Question {
  readonly what: string;
  /** Approvals that would answer it. */
  readonly answers: readonly Approval[];
}

type Approval = Approvals['resources'][number] | Approvals['commitments'][number];

const SAID = {
  deleted: 'would be deleted',
  replaced: 'would be replaced',
  'may be replaced': 'may be replaced',
} as const;

/** Whether it holds data and may lose it; that the old one is retained helps nobody whose site starts empty. */
export function needsApproval({ stateful, kind }: ResourceChange): boolean {
  return stateful && kind in SAID;
}

function approves(approval: Approvals['resources'][number], { kind, stack, logicalId }: ResourceChange): boolean {
  const asked = kind === 'deleted' ? 'deletion' : 'replacement';
  return approval.kind === asked && approval.resource === logicalId && approval.stacks.includes(stack);
}

function nameOf(approval: Approval): string {
  if ('commitment' in approval) return `loss of ${approval.commitment}, approved by ${approval.approvedBy}`;
  const { kind, resource, stacks, approvedBy } = approval;
  return `${kind} of ${resource} in ${stacks.join(', ')}, approved by ${approvedBy}`;
}
