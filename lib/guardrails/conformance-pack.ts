import { Stack } from 'aws-cdk-lib';
import * as config from 'aws-cdk-lib/aws-config';
import { Construct } from 'constructs';
import type { Place } from '../config/platform';
import { conformancePackName } from '../platform/names';
import { ruleName } from './config-rules';
import type { ManagedRule } from './config-rules';
import type { ConfigurationHistory } from './configuration-history';

export interface ConformancePackProps {
  readonly place: Place;
  readonly rules: readonly ManagedRule[];
  readonly history: ConfigurationHistory;
}

/** Our rules as one conformance pack: one score, and one page for auditors (CR-05, AV-01 and others). */
export class ConformancePack extends Construct {
  constructor(scope: Construct, id: string, { place, rules, history }: ConformancePackProps) {
    super(scope, id);
    const pack = new config.CfnConformancePack(this, 'Pack', {
      conformancePackName: conformancePackName(place),
      templateBody: Stack.of(this).toJsonString({ Resources: Object.fromEntries(rules.map(resource)) }),
    });
    pack.addResourceDependency(history.recorder);
    pack.addResourceDependency(history.channel);
  }
}

function resource(rule: ManagedRule): [string, object] {
  return [
    ruleName(rule).replaceAll('-', ''),
    {
      Type: 'AWS::Config::ConfigRule',
      Properties: {
        ConfigRuleName: ruleName(rule),
        Description: `Watches ${rule.keeps}.`,
        ...(rule.parameters && { InputParameters: rule.parameters }),
        Source: { Owner: 'AWS', SourceIdentifier: rule.identifier },
      },
    },
  ];
}
