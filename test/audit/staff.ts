import { Simulation } from './simulation';
import type { Decision } from './simulation';
import { accountStack } from './stacks';

export const ACCOUNT = '111111111111';
export const REGION = 'ap-southeast-2';
export const ROLES = ['auditor', 'operator', 'helpdesk', 'emergency'] as const;
export type Role = (typeof ROLES)[number];

/** Policies of the roles of staff. */
export const simulation = new Simulation(accountStack());

export const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

/** As CDK writes it for every key: IAM of the account decides. */
const KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }],
};
const SESSION = { 'aws:PrincipalTag/mfa': 'true', 'aws:RequestedRegion': REGION };

/** What AWS would decide about a call of Ann, who works in that role. */
export function decide(
  role: Role,
  action: string,
  resource: string,
  context: Record<string, string> = {},
): Promise<Decision> {
  const { arn: roleArn, policies } = simulation.role(`cordon-production-${role}`);
  return simulation.decide({
    principal: roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/') + '/ann',
    action,
    resource,
    context: { ...SESSION, ...context },
    identityPolicies: policies,
    resourcePolicy: action.startsWith('kms:') ? KEY_POLICY : undefined,
  });
}
