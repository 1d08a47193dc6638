import { Token, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/**
 * Acknowledges the wildcards of statements, one by one: a wildcard that is added later to the same policy is found.
 *
 * What is made of tokens the rule shows in its own words; whoever has such a one acknowledges it by itself.
 *
 * @param scope role or policy that holds the statements
 * @param reason why none of them could name less; a stranger must be able to check it
 */
export function acknowledgeWildcards(scope: IConstruct, statements: readonly iam.PolicyStatement[], reason: string) {
  const allowed = statements.filter(({ effect }) => effect === iam.Effect.ALLOW);
  const findings = [
    ...allowed.flatMap(({ actions }) => actions).map((action) => `Action::${action}`),
    ...allowed.flatMap(({ resources }) => resources).map((resource) => `Resource::${resource}`),
  ];
  for (const finding of new Set(findings.filter((text) => text.includes('*') && !Token.isUnresolved(text)))) {
    // The rule shows policy variables in its own way.
    const shown = finding.replaceAll(/\$\{([^}]+)\}/g, '<$1>');
    Validations.of(scope).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[${shown}]`, reason });
  }
}
