import type { CommitmentEvidence, RuleEvidence, State } from './evidence';
import type { TestOutcome } from './test-results';

type Facts = Omit<CommitmentEvidence, 'state' | 'reasons'> & {
  /** Test files that name the commitment, and of which there is no result. */
  readonly notRun: readonly string[];
};

interface Judged {
  readonly state: State;
  readonly reasons: readonly string[];
}

/** What the facts about a commitment add up to. Nothing but facts can make it proven. */
export function stateOf(facts: Facts): Judged {
  const against = [...findings(facts.rules), ...failures(facts)];
  if (against.length > 0) return { state: 'unmet', reasons: against };
  const { open, attestation, class: kind } = facts.commitment;
  if (open !== undefined) return { state: 'open', reasons: [open] };
  if (kind === 'organisational' || kind === 'inherited') return attested(attestation);
  const doubts = [...staleProofs(facts), ...neverRun(facts.notRun)];
  if (doubts.length > 0) return { state: 'stale', reasons: [...doubts, ...seenNow(facts)] };
  const proofs = seenNow(facts);
  if (proofs.length > 0) return { state: 'proven', reasons: proofs };
  return {
    state: 'unmet',
    reasons: ['Nothing proves it: no rule of ours judges a resource for it, and no test names it.'],
  };
}

function attested(attestation: string | undefined): Judged {
  return attestation === undefined
    ? { state: 'unmet', reasons: ['No document is named that attests it.'] }
    : { state: 'attested', reasons: [attestation] };
}

function findings(rules: readonly RuleEvidence[]): string[] {
  return rules.flatMap(({ id, findings: all, absences }) => {
    const unanswered = all.filter(({ acknowledged }) => acknowledged === undefined).length;
    return [
      ...(unanswered > 0 ? [`${id} finds ${counted(unanswered, 'fault')} in this assembly.`] : []),
      ...(absences.length > 0 ? [`${id} misses something in ${counted(absences.length, 'stage')}.`] : []),
    ];
  });
}

function failures({ tests, rehearsal }: Facts): string[] {
  const failed = withOutcome(tests, 'failed').length;
  return [
    ...(failed > 0 ? [`${counted(failed, 'test')} that ${failed === 1 ? 'names' : 'name'} it failed.`] : []),
    ...withOutcome(rehearsal, 'failed').map(({ subject }) => `The last rehearsal did not meet it: ${subject}.`),
  ];
}

function staleProofs({ tests, rehearsal }: Facts): string[] {
  const stale = withOutcome(tests, 'stale').length;
  const skipped = withOutcome(tests, 'not run').length;
  const rehearsed = withOutcome(rehearsal, 'stale').length;
  return [
    ...(stale > 0 ? [`${counted(stale, 'test')} last passed on other sources than these.`] : []),
    ...(skipped > 0 ? [`${counted(skipped, 'test')} ${skipped === 1 ? 'was' : 'were'} skipped.`] : []),
    ...(rehearsed > 0 && withOutcome(tests, 'passed').length === 0
      ? [`It was last rehearsed on other sources than these.`]
      : []),
  ];
}

function neverRun(files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const name = files.length === 1 ? 'names it and has' : 'name it and have';
  return [`${counted(files.length, 'test file')} ${name} no result: ${files.join(', ')}.`];
}

/** What this build saw itself. */
function seenNow({ rules, tests, rehearsal }: Facts): string[] {
  const passed = withOutcome(tests, 'passed').length;
  const met = withOutcome(rehearsal, 'passed').length;
  return [
    ...rules.flatMap(({ id, satisfied }) =>
      satisfied.length > 0 ? [`${id} holds at ${counted(satisfied.length, 'resource')} of this assembly.`] : [],
    ),
    ...(passed > 0 ? [`${counted(passed, 'test')} passed on these sources.`] : []),
    ...(met > 0 ? [`${counted(met, 'finding')} of the last rehearsal, on these sources, met it.`] : []),
  ];
}

function withOutcome<T extends { readonly outcome: TestOutcome }>(all: readonly T[], wanted: TestOutcome): T[] {
  return all.filter(({ outcome }) => outcome === wanted);
}

/** `1 test`, `2 tests`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
