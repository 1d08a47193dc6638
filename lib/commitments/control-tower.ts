import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyValidationStack,
  PolicyViolatingResource,
  PolicyViolation,
} from 'aws-cdk-lib';
import { environmentOf } from './assembly';
import { FINDINGS_FORMAT, guardBinary, judge } from './guard-engine';
import type { GuardFinding } from './guard-engine';
import { controlTowerRules } from './guard-rules';
import { fingerprint, sliceFor } from './template-twins';
import type { CloudFormationTemplate, Slice } from './template-twins';

export interface ControlTowerRulesProps {
  /** Folder that remembers verdicts by content. @default - node_modules/.cache/cordon/verdicts; `none` judges everything anew */
  readonly cache?: string;
  /** The cfn-guard binary. @default - the one that the rules' package carries for this machine; '' means that it has none */
  readonly binary?: string;
}

/**
 * AWS Control Tower's proactive rules, judged by cfn-guard at every synth. Acknowledge a finding at its resource with
 * `Control-Tower::<id>`, such as `Control-Tower::CT.S3.PR.4`.
 *
 * The engine is slow, so it sees as little as it needs: of each template the rules that concern it and the resources
 * that these can see; of templates that differ only in place, one; and of those that it has judged before, none.
 */
export class ControlTowerRules implements IPolicyValidationPlugin {
  public readonly name = 'Control Tower';
  public readonly ruleIds: string[];
  private readonly cache: string;
  private readonly binary: string | undefined;

  constructor(props: ControlTowerRulesProps = {}) {
    this.cache = props.cache ?? join(__dirname, '../../node_modules/.cache/cordon/verdicts');
    this.binary = props.binary ?? guardBinary();
    this.ruleIds = controlTowerRules().rules.map(({ id }) => id);
  }

  public validate({ stackTemplates }: IPolicyValidationContext): PolicyValidationPluginReport {
    if (!this.binary) return report([engineMissing()]);
    const { rules, version } = controlTowerRules();
    const slices = new Map<string, Slice>();
    const twins = stackTemplates.map((stack) => {
      const template = withStringsForOtherStacks(readFileSync(stack.templatePath, 'utf8'));
      const slice = sliceFor(template, rules);
      const environment = environmentOf(stack.stackConstructPath.split('/')[0]!, stack.region ?? '');
      const print = fingerprint(slice, environment, `${version}-${FINDINGS_FORMAT}`);
      slices.set(print, slice);
      return { stack, print };
    });
    const verdicts = this.verdicts(slices, this.binary);
    return report(
      group(twins.flatMap(({ stack, print }) => verdicts.get(print)!.map((finding) => ({ finding, stack })))),
    );
  }

  private verdicts(slices: ReadonlyMap<string, Slice>, binary: string): Map<string, readonly GuardFinding[]> {
    const verdicts = new Map<string, readonly GuardFinding[]>();
    for (const [print, { rules }] of slices) {
      const known = rules.length === 0 ? [] : this.recall(print);
      if (known) verdicts.set(print, known);
    }
    const open = [...slices].filter(([print]) => !verdicts.has(print));
    judge(
      binary,
      open.map(([, slice]) => slice),
    ).forEach((findings, index) => {
      const print = open[index]![0];
      verdicts.set(print, findings);
      this.remember(print, findings);
    });
    return verdicts;
  }

  private recall(print: string): GuardFinding[] | undefined {
    if (this.cache === 'none') return undefined;
    try {
      return JSON.parse(readFileSync(join(this.cache, `${print}.json`), 'utf8')) as GuardFinding[];
    } catch {
      return undefined;
    }
  }

  /**
   * Written under another name first: a synth that is killed, or another beside it, leaves no half verdict. Where
   * nothing can be written, as in a sealed container, the next synth judges again and takes a little longer.
   */
  private remember(print: string, findings: readonly GuardFinding[]): void {
    if (this.cache === 'none' || findings.some(({ logicalId }) => logicalId === undefined)) return;
    const draft = join(this.cache, `${print}.${process.pid}.draft`);
    try {
      mkdirSync(this.cache, { recursive: true });
      writeFileSync(draft, JSON.stringify(findings));
      renameSync(draft, join(this.cache, `${print}.json`));
    } catch {
      if (existsSync(draft)) rmSync(draft);
    }
  }
}

/** A value of another stack is a string by the time it is deployed; the rules know only references within one. */
function withStringsForOtherStacks(template: string): CloudFormationTemplate {
  return JSON.parse(template, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    const { 'Fn::ImportValue': imported, 'Fn::GetStackOutput': output } = value as {
      'Fn::ImportValue'?: unknown;
      'Fn::GetStackOutput'?: { readonly OutputName: string };
    };
    if (typeof imported === 'string') return imported;
    return output ? output.OutputName : value;
  }) as CloudFormationTemplate;
}

function toViolation({ rule, description, fix }: GuardFinding): Omit<PolicyViolation, 'violatingResources'> {
  // Without a severity core would let the rest of a report pass as soon as one finding in it is acknowledged.
  return { ruleName: rule, description, fix, severity: 'error' };
}

function toResource({ logicalId, locations }: GuardFinding, stack: PolicyValidationStack): PolicyViolatingResource {
  const { templatePath, stackConstructPath } = stack;
  return logicalId === undefined
    ? { constructPath: stackConstructPath, templatePath, locations: [] }
    : { resourceLogicalId: logicalId, templatePath, locations: [...locations] };
}

/** One violation for each rule and message, with all resources that it is about. */
function group(found: readonly { finding: GuardFinding; stack: PolicyValidationStack }[]): PolicyViolation[] {
  const violations = new Map<string, PolicyViolation>();
  for (const { finding, stack } of found) {
    const key = `${finding.rule} ${finding.description} ${finding.fix}`;
    const violation = violations.get(key) ?? { ...toViolation(finding), violatingResources: [] };
    violation.violatingResources.push(toResource(finding, stack));
    violations.set(key, violation);
  }
  return [...violations.values()];
}

function engineMissing(): PolicyViolation {
  return {
    ruleName: 'engine-missing',
    description: `The Control Tower rules were not checked, because cfn-guard has no binary for ${process.platform} on ${process.arch}: synthesize on Linux or macOS, or let the pipeline do it before you merge.`,
    severity: 'error',
    violatingResources: [{ constructPath: '', locations: [] }],
  };
}

function report(violations: PolicyViolation[]): PolicyValidationPluginReport {
  return { success: violations.length === 0, violations };
}
