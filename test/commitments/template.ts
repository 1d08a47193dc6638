import { Assembly, StackTemplate } from '../../lib/commitments/assembly';
import type { StackLocation } from '../../lib/commitments/assembly';
import { judgeAll } from '../../lib/commitments/rule';
import type { Rule } from '../../lib/commitments/rule';

export interface Part {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A stack of production in Sydney with these resources; `at` puts it elsewhere. */
export function stack(
  Resources: Record<string, Part>,
  at: Partial<StackLocation> & { Outputs?: Record<string, unknown> } = {},
): StackTemplate {
  const { Outputs, ...elsewhere } = at;
  const location = {
    path: 'production-ap-southeast-2/data',
    stackName: 'production-ap-southeast-2-data',
    account: '111111111111',
    region: 'ap-southeast-2',
    templatePath: 'data.template.json',
    ...elsewhere,
  };
  return new StackTemplate(location, JSON.stringify({ Resources, Outputs }));
}

/** What a rule holds against these stacks, `<logical id> <property> <problem>` each. */
export function problems(rule: Rule, ...stacks: StackTemplate[]): string[] {
  return judgeAll(new Assembly(stacks), [rule]).flatMap(({ resource, verdict }) =>
    verdict.findings.map(({ property, problem }) => `${resource.logicalId} ${property} ${problem}`),
  );
}

/** The properties by which a rule holds itself satisfied: an empty list means that it looked at nothing. */
export function evidence(rule: Rule, ...stacks: StackTemplate[]): string[] {
  return judgeAll(new Assembly(stacks), [rule]).flatMap(({ resource, verdict }) =>
    verdict.satisfied.map((property) => `${resource.logicalId} ${property}`),
  );
}
