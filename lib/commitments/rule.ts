import type { Assembly, Stage, TemplateResource } from './assembly';

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

/** What must be there. */
export interface Presence {
  /** Stages that must have it. */
  readonly where: (stage: Stage, assembly: Assembly) => boolean;
  /** What that is, and what to do: `a vault in another region; give it a BackupVault`. */
  readonly needs: string;
  /** Whether a resource is it; one is enough, and all that are it are evidence. */
  readonly is: (resource: TemplateResource, assembly: Assembly) => boolean;
}

/** A stage that lacks what a rule asks for. */
export interface Absence {
  readonly rule: Rule;
  readonly stage: Stage;
  /** What is missing. */
  readonly problem: string;
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
  /** Set where the promise is that something is there: of what is missing no resource can tell. */
  readonly presence?: Presence;
}

/** A rule that something is there in each of certain stages. */
export function present({
  where,
  needs,
  is,
  ...rule
}: Pick<Rule, 'id' | 'keeps' | 'statement' | 'types'> & Presence): Rule {
  return {
    ...rule,
    presence: { where, needs, is },
    judge(resource, assembly) {
      const stage = assembly.stages.find(({ name }) => name === resource.stack.stage);
      if (!stage || !where(stage, assembly) || !is(resource, assembly)) return undefined;
      return { satisfied: [''], findings: [] };
    },
  };
}

/** What is missing in the stages of an assembly. */
export function absences(assembly: Assembly, rules: readonly Rule[]): Absence[] {
  return rules.flatMap((rule) => {
    const { presence, types } = rule;
    if (!presence) return [];
    return assembly.stages
      .filter((stage) => presence.where(stage, assembly))
      .filter(({ stacks }) =>
        stacks.every(({ resources }) =>
          [...resources.values()].every((one) => !types.includes(one.type) || !presence.is(one, assembly)),
        ),
      )
      .map((stage) => ({ rule, stage, problem: `${stage.name} lacks ${presence.needs}` }));
  });
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
