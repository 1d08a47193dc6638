import { Stack } from 'aws-cdk-lib';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Assembly, StackTemplate } from './assembly';
import { judgeAll } from './rule';
import type { Finding, Judgement, Rule } from './rule';
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

  constructor(props: CommitmentProps) {
    this.rules = commitmentRules(props);
    this.ruleIds = this.rules.map(({ id }) => id);
  }

  public validate({ stackTemplates, appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const stacks = stackTemplates.map(({ stackConstructPath: path, templatePath, accountId, region }) => {
      const { stackName } = constructAt(appConstruct, path);
      return StackTemplate.read({ path, stackName, account: accountId ?? '', region: region ?? '', templatePath });
    });
    const violations = judgeAll(new Assembly(stacks), this.rules).flatMap(toViolations);
    return { success: violations.length === 0, violations };
  }
}

function constructAt(root: IConstruct, path: string): Stack {
  return path.split('/').reduce((construct, id) => construct.node.findChild(id), root) as Stack;
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
