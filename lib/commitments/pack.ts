import { Stack } from 'aws-cdk-lib';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Assembly, StackTemplate } from './assembly';
import { absences, judgeAll } from './rule';
import type { Absence, Finding, Judgement, Rule } from './rule';
import { commitmentRules } from './rules';
import type { CommitmentProps } from './rules';

/**
 * The commitments as a validation plugin: fails a synth that would break a promise. Acknowledge a finding at its
 * resource with `Cordon::<rule>`, such as `Cordon::DR-08.VaultLocked`.
 *
 * It reads templates, not constructs: what it judges is what CloudFormation will see, escape hatches included.
 */
export class CordonPack implements IPolicyValidationPlugin {
  public readonly name = 'Cordon';
  public readonly ruleIds: string[];
  private readonly rules: readonly Rule[];

  constructor(private readonly props: CommitmentProps) {
    this.rules = commitmentRules(props);
    this.ruleIds = this.rules.map(({ id }) => id);
  }

  public validate({ stackTemplates, appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const stacks = stackTemplates.map(({ stackConstructPath: path, templatePath, accountId, region }) => {
      const { stackName } = constructAt(appConstruct, path);
      return StackTemplate.read({ path, stackName, account: accountId ?? '', region: region ?? '', templatePath });
    });
    const assembly = new Assembly(stacks);
    const violations = [
      ...judgeAll(assembly, this.rules).flatMap(toViolations),
      ...(this.props.whole === false ? [] : absences(assembly, this.rules).map(absent)),
    ];
    return { success: violations.length === 0, violations };
  }
}

function constructAt(root: IConstruct, path: string): Stack {
  return path.split('/').reduce((construct, id) => construct.node.findChild(id), root) as Stack;
}

/** Reported at the first resource of the stage: what is missing has no place of its own, and a report needs one. */
function absent({ rule, stage, problem }: Absence): PolicyViolation {
  const [resource] = stage.stacks.flatMap(({ resources }) => [...resources.values()]);
  return {
    ruleName: rule.id,
    description: `${problem}.`,
    fix: rule.statement,
    severity: 'error',
    violatingResources: [
      {
        resourceLogicalId: resource?.logicalId ?? '',
        templatePath: stage.stacks[0]?.location.templatePath ?? '',
        locations: [],
      },
    ],
  };
}

function toViolations({ rule, resource, verdict }: Judgement): PolicyViolation[] {
  return verdict.findings.map(({ property, problem }: Finding) => ({
    ruleName: rule.id,
    description: `${property} ${problem}.`.trim(),
    fix: rule.statement,
    severity: 'error',
    violatingResources: [
      {
        resourceLogicalId: resource.logicalId,
        templatePath: resource.stack.location.templatePath,
        locations: [property],
      },
    ],
  }));
}
