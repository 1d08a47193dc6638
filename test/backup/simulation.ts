import { decide } from '../support/policies/decide';
import type { PolicyDocument } from '../support/policies/decide';

const ADMINISTRATOR: PolicyDocument = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

export interface Attempt {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly policy: unknown;
  readonly context?: Record<string, string | string[]>;
}

/** Whether a principal of the account that may do anything can do this all the same, under the resource's policy. */
export async function administratorMay(attempt: Attempt): Promise<boolean> {
  const { principal, action, resource, policy, context = {} } = attempt;
  const decision = await decide({
    principal,
    action,
    resource,
    account: '111111111111',
    context: { 'aws:PrincipalArn': principal, ...context },
    identityPolicies: [ADMINISTRATOR],
    resourcePolicy: policy as PolicyDocument,
  });
  return decision === 'Allowed';
}

/** Replaces every reference to the one bucket of a policy by its ARN; throws on any other intrinsic function. */
export function withArn(policy: unknown, arn: string): unknown {
  if (Array.isArray(policy)) return policy.map((part) => withArn(part, arn));
  if (typeof policy !== 'object' || policy === null) return policy;
  const [key, value] = Object.entries(policy)[0] ?? [];
  if (key === 'Fn::GetAtt') return arn;
  if (key === 'Fn::Join')
    return ((value as [string, unknown[]])[1].map((part) => withArn(part, arn)) as string[]).join('');
  if (key === 'Ref' || key?.startsWith('Fn::'))
    throw new Error(`Intrinsic function '${key}' is not one that this test understands`);
  return Object.fromEntries(Object.entries(policy).map(([name, part]) => [name, withArn(part, arn)]));
}
