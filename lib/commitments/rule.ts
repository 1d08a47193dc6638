import type { Assembly, TemplateResource } from './assembly';

/** What a property must be changed to, and why. */
export interface Finding {
  /** Path inside the resource's properties, such as `LockConfiguration.MinRetentionDays`. */
  readonly property: string;
  /** What is wrong: the value, what is allowed, what to do. */
  readonly problem: string;
}

/** What a rule says of one resource. */
export interface Verdict {
  /** Properties that make the promise true: the evidence. */
  readonly satisfied: readonly string[];
  readonly findings: readonly Finding[];
}

/** A promise that a template must keep. */
export interface Rule {
  /** `<promise>.<Name>`; acknowledge a finding at its resource with `Cordon::<id>`. */
  readonly id: string;
  /** Every promise that it keeps, by id. */
  readonly keeps: readonly string[];
  /** What holds, in one sentence. */
  readonly statement: string;
  /** CloudFormation types that it may apply to. */
  readonly types: readonly string[];
  /** Undefined where the rule does not apply to the resource. */
  judge(resource: TemplateResource, assembly: Assembly): Verdict | undefined;
}

export interface Judgement {
  readonly rule: Rule;
  readonly resource: TemplateResource;
  readonly verdict: Verdict;
}

/** Judges every resource of an assembly by every rule that applies to it. */
export function judgeAll(assembly: Assembly, rules: readonly Rule[]): Judgement[] {
  return assembly.resources.flatMap((resource) =>
    rules
      .filter(({ types }) => types.includes(resource.type))
      .flatMap((rule) => {
        const verdict = rule.judge(resource, assembly);
        return verdict ? [{ rule, resource, verdict }] : [];
      }),
  );
}

/** A verdict from properties and what is wrong with each; undefined stands for nothing. */
export function verdict(problems: Readonly<Record<string, string | undefined>>): Verdict {
  const entries = Object.entries(problems);
  return {
    satisfied: entries.filter(([, problem]) => problem === undefined).map(([property]) => property),
    findings: entries.flatMap(([property, problem]) => (problem === undefined ? [] : [{ property, problem }])),
  };
}
