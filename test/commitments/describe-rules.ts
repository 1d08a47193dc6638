import type { Rule } from '../../lib/commitments/rule';
import { commitmentRules } from '../../lib/commitments/rules';
import { evidence, problems, stack } from './template';
import type { Part } from './template';

const rules = commitmentRules({
  residencies: { australia: ['ap-southeast-2', 'ap-southeast-4'], us: ['us-east-1', 'us-west-2'] },
  parties: { domain: 'cellar.example', hosts: { australia: ['logs.au.example'], us: ['logs.us.example'] } },
});

/** A rule of ours by its id, for a platform in Australia and the United States. */
export function ruleOf(id: string): Rule {
  const rule = rules.find((candidate) => candidate.id === id);
  if (!rule) throw new Error(`There is no rule ${id}`);
  return rule;
}

export interface Case {
  readonly rule: string;
  /** Resources that keep the promise; the first is the one that the mutants change. */
  readonly good: Record<string, Part>;
  /** What breaks it: properties that replace those of the first resource, and what the finding says. */
  readonly mutants: readonly (readonly [string, Record<string, unknown>, RegExp])[];
}

/** Tests each rule on a template that keeps its promise, and on mutants of it that do not. */
export function describeRules(cases: readonly Case[]): void {
  describe.each(cases)('$rule', ({ rule, good, mutants }) => {
    test('is satisfied by a template that keeps the promise', () => {
      expect(problems(ruleOf(rule), stack(good))).toEqual([]);
      expect(evidence(ruleOf(rule), stack(good))).not.toEqual([]);
    });

    if (mutants.length > 0) {
      test.each(mutants)('finds %s', (_name, change, finding) => {
        const [id, part] = Object.entries(good)[0]!;
        const mutant = { ...good, [id]: { ...part, Properties: { ...part.Properties, ...change } } };
        expect(problems(ruleOf(rule), stack(mutant)).join('\n')).toMatch(finding);
      });
    }
  });
}
