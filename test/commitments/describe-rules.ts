import { Assembly } from '../../lib/commitments/assembly';
import type { StackTemplate } from '../../lib/commitments/assembly';
import { absences } from '../../lib/commitments/rule';
import type { Rule } from '../../lib/commitments/rule';
import { commitmentRules } from '../../lib/commitments/rules';
import { evidence, problems, stack } from './template';
import type { Part } from './template';

const rules = commitmentRules({
  residencies: { australia: ['ap-southeast-2', 'ap-southeast-4'], us: ['us-east-1', 'us-west-2'] },
  parties: {
    domain: 'cellar.example',
    hosts: { australia: ['logs.au.example', 'errors.au.example'], us: ['logs.us.example'] },
    receivers: { elastic: ['logs.au.example', 'logs.us.example'], sentry: ['errors.au.example'] },
  },
});

/** A rule of ours by its id, for a platform in Australia and the United States. */
export function ruleOf(id: string): Rule {
  const rule = rules.find((candidate) => candidate.id === id);
  if (!rule) throw new Error(`There is no rule ${id}`);
  return rule;
}

export interface Case {
  readonly rule: string;
  /** Construct path of their stack; one of the name `sites` makes its stage a home region. @default - as in template.ts */
  readonly at?: string;
  /** Resources that keep the promise; the first is the one that the mutants change. */
  readonly good: Record<string, Part>;
  /** What breaks it: properties that replace those of the first resource, and what the finding says. */
  readonly mutants: readonly (readonly [string, Record<string, unknown>, RegExp])[];
}

/** Tests each rule on a template that keeps its promise, and on mutants of it that do not. */
export function describeRules(cases: readonly Case[]): void {
  describe.each(cases)('$rule', ({ rule, at: path, good, mutants }) => {
    const template = (parts: Case['good']) => stack(parts, path === undefined ? {} : { path });

    test('is satisfied by a template that keeps the promise', () => {
      expect(found(ruleOf(rule), template(good))).toEqual([]);
      expect(evidence(ruleOf(rule), template(good))).not.toEqual([]);
    });

    if (mutants.length > 0) {
      test.each(mutants)('finds %s', (_name, change, finding) => {
        const [id, part] = Object.entries(good)[0]!;
        const mutant = { ...good, [id]: { ...part, Properties: { ...part.Properties, ...change } } };
        expect(found(ruleOf(rule), template(mutant)).join('\n')).toMatch(finding);
      });
    }
  });
}

/** What is wrong with what is there, and what is missing. */
function found(rule: Rule, template: StackTemplate): string[] {
  const missing = absences(new Assembly([template]), [rule]).map(({ problem }) => problem);
  return [...problems(rule, template), ...missing];
}
