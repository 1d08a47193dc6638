import { runSimulation } from '@cloud-copilot/iam-simulate';

const ADMINISTRATOR = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

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
  const outcome = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: '111111111111' },
        contextVariables: { 'aws:PrincipalArn': principal, ...context },
      },
      identityPolicies: [{ name: 'administrator', policy: ADMINISTRATOR }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: policy,
    },
    { simulationMode: 'Strict' },
  );
  if (outcome.resultType === 'error') throw new Error(JSON.stringify(outcome.errors));
  return outcome.overallResult === 'Allowed';
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
