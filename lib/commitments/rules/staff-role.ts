import type { Assembly, TemplateResource } from '../assembly';
import { covers, statementsOf } from './policy-statements';
import type { Statement } from './policy-statements';

export const ROLE = 'AWS::IAM::Role';

/** The statements by which people take a role through the identity provider; none where only services take it. */
export function signIns({ properties }: TemplateResource): readonly Statement[] {
  return statementsOf(properties.AssumeRolePolicyDocument).filter(
    (statement) => statement.Effect === 'Allow' && covers(statement, 'sts:AssumeRoleWithSAML'),
  );
}

/** What the managed policies of a role deny. */
export function denialsOf(role: TemplateResource, assembly: Assembly): readonly Statement[] {
  const { ManagedPolicyArns = [] } = role.properties as { ManagedPolicyArns?: readonly unknown[] };
  return ManagedPolicyArns.flatMap((arn) =>
    statementsOf(assembly.target(arn, role.stack)?.properties.PolicyDocument),
  ).filter(({ Effect }) => Effect === 'Deny');
}
