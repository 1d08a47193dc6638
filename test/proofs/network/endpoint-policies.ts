import { resourcesOf } from '../../../lib/network/template-network';
import type { TemplateJson } from '../../../lib/network/template-network';
import { decide } from '../../support/policies/decide';
import type { PolicyDocument } from '../../support/policies/decide';

const STRANGER = '999999999999';
const EVERYTHING: PolicyDocument = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
/** What AWS gives an endpoint without a policy. */
const OPEN: PolicyDocument = { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] };

export interface Endpoint {
  /** Such as `s3` or `ecr.api`. */
  readonly service: string;
  /** What can be carried through it: whose right is used, and whose bucket or other resource is. */
  readonly ways: readonly string[];
}

/**
 * What goes through the endpoints of a network, tried with a call that somebody with every right makes. The policies
 * name no action, so one call stands for all of a service.
 *
 * @param accounts Of the network itself and of other environments, by name.
 */
export async function endpointsIn(
  template: TemplateJson,
  account: string,
  accounts: Readonly<Record<string, string>>,
): Promise<Endpoint[]> {
  const parties = { ...accounts, stranger: STRANGER };
  const endpoints = resourcesOf(template, 'AWS::EC2::VPCEndpoint').map(async ([, p]) => {
    const policy = (p.PolicyDocument ?? OPEN) as PolicyDocument;
    const ways: string[] = [];
    for (const [who, caller] of Object.entries(parties))
      for (const [whose, owner] of Object.entries(parties)) {
        if (who === whose && caller === account) continue;
        if (await passes(policy, caller, owner)) ways.push(`${who} to ${whose}`);
      }
    return { service: serviceOf(p.ServiceName), ways };
  });
  return Promise.all(endpoints);
}

async function passes(endpointPolicy: PolicyDocument, caller: string, owner: string): Promise<boolean> {
  const bucket = 'arn:aws:s3:::carried-away';
  const principal = `arn:aws:iam::${caller}:role/anybody`;
  const resourcePolicy = {
    Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: '*', Resource: '*' }],
  };
  const decision = await decide({
    principal,
    action: 's3:PutObject',
    resource: `${bucket}/all-of-it`,
    account: owner,
    surroundings: { 'aws:PrincipalAccount': caller, 'aws:PrincipalArn': principal, 'aws:ResourceAccount': owner },
    identityPolicies: [EVERYTHING],
    resourcePolicy,
    endpointPolicy,
  });
  return decision === 'Allowed';
}

/** Of a service's name, without the region. */
function serviceOf(name: unknown): string {
  const text = typeof name === 'string' ? name : (name as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1].at(-1);
  return String(text).replace(/^com\.amazonaws\.[a-z0-9-]+\.|^\./, '');
}
