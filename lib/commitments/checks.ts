import { Validations } from 'aws-cdk-lib';
import type { App, IPolicyValidationPlugin } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { ControlTowerRules } from './control-tower';
import { CordonPack } from './pack';
import type { CommitmentProps } from './rules';

export interface ChecksProps extends CommitmentProps {
  /** The Control Tower rules, the slowest of the engines. @default true */
  readonly controlTower?: boolean;
}

/** Every engine that judges a synth, beside the built-in CloudFormation validation, which is always on. */
export function addChecks(app: App, { controlTower = true, ...props }: ChecksProps): void {
  const packs = [new AwsSolutionsChecks(app), new NIST80053R5Checks(app), new PCIDSS321Checks(app)];
  const own = [new CordonPack(props), ...(controlTower ? [new ControlTowerRules()] : [])];
  Validations.of(app).addPlugins(...packs.map(withoutWarnings), ...own);
  for (const pack of ['NIST.800.53.R5', 'PCI.DSS.321']) {
    Validations.of(app).acknowledge({
      id: `${pack}::${pack}-IAMNoInlinePolicy`,
      reason:
        'A policy written by a CDK grant belongs to exactly one role and is deleted with it; as a managed policy it could be attached to others.',
    });
  }
}

/** A warning fails the synth, too: core would let it pass as soon as anything in the same report is acknowledged. */
function withoutWarnings(plugin: IPolicyValidationPlugin): IPolicyValidationPlugin {
  return {
    name: plugin.name,
    version: plugin.version,
    ruleIds: plugin.ruleIds,
    validate: (context) => {
      const report = plugin.validate(context);
      return { ...report, violations: report.violations.map((violation) => ({ ...violation, severity: 'error' })) };
    },
  };
}
