import type { Assembly } from '../commitments/assembly';
import { judgeAll } from '../commitments/rule';
import type { Rule } from '../commitments/rule';

/** What a side of a review promises, and with what. */
export interface Promises {
  readonly assembly: Assembly;
  /** Ids of the register. Undefined where the side has none that can be read. */
  readonly registered?: readonly string[];
}

/** A commitment that one side has and the other has not. */
export interface PromiseChange {
  readonly commitment: string;
  readonly kind: 'gained' | 'lost';
  readonly why: string;
}

/** A rule that held somewhere and holds nowhere any more, though others still keep what it keeps. */
export interface SilentRule {
  readonly rule: string;
  readonly keeps: readonly string[];
  /** How many resources satisfied it. */
  readonly held: number;
}

export interface PromiseChanges {
  readonly changes: readonly PromiseChange[];
  readonly silent: readonly SilentRule[];
}

/**
 * Commitments gained and lost: those that the register has or has not any more, and those for which some resource spoke
 * and none does now. Both sides are judged by the same rules, today's.
 */
export function promiseChanges(before: Promises, after: Promises, rules: readonly Rule[]): PromiseChanges {
  const [old, now] = [satisfied(before.assembly, rules), satisfied(after.assembly, rules)];
  const ids = [...new Set(rules.flatMap(({ keeps }) => keeps))].sort();
  const kept = (id: string, by: ReadonlyMap<string, number>) =>
    rules.reduce((sum, rule) => sum + (rule.keeps.includes(id) ? (by.get(rule.id) ?? 0) : 0), 0);
  const judged = ids.flatMap((commitment): PromiseChange[] => {
    const [then, today] = [kept(commitment, old), kept(commitment, now)];
    if (then > 0 === today > 0) return [];
    return then > 0
      ? [{ commitment, kind: 'lost', why: `${resources(then)} kept it, and none does any more` }]
      : [
          {
            commitment,
            kind: 'gained',
            why: `${resources(today)} ${today === 1 ? 'keeps' : 'keep'} it, where none did`,
          },
        ];
  });
  const registered = registeredChanges(before.registered, after.registered);
  const changes = [...registered, ...judged.filter((one) => !registered.some((other) => isSame(one, other)))];
  const lost = new Set(changes.filter(({ kind }) => kind === 'lost').map(({ commitment }) => commitment));
  return {
    changes: changes.sort((a, b) => (a.commitment < b.commitment ? -1 : 1)),
    silent: rules.flatMap(({ id, keeps }) =>
      old.has(id) && !now.has(id) && !keeps.every((one) => lost.has(one))
        ? [{ rule: id, keeps, held: old.get(id)! }]
        : [],
    ),
  };
}

/** How many resources satisfy each rule; rules that none does are absent. */
function satisfied(assembly: Assembly, rules: readonly Rule[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule, verdict } of judgeAll(assembly, rules)) {
    if (verdict.findings.length === 0 && verdict.satisfied.length > 0)
      counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
  }
  return counts;
}

function registeredChanges(before: Promises['registered'], after: Promises['registered']): PromiseChange[] {
  if (!before || !after) return [];
  const change = (kind: PromiseChange['kind'], why: string) => (commitment: string) => ({ commitment, kind, why });
  return [
    ...before.filter((id) => !after.includes(id)).map(change('lost', 'the register has it no more')),
    ...after.filter((id) => !before.includes(id)).map(change('gained', 'it is new in the register')),
  ];
}

function isSame(a: PromiseChange, b: PromiseChange): boolean {
  return a.commitment === b.commitment && a.kind === b.kind;
}

function resources(count: number): string {
  return `${count} ${count === 1 ? 'resource' : 'resources'}`;
}
