import type { Assembly, TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

const ASSOCIATION = 'AWS::WAFv2::WebACLAssociation';
const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';

export const firewallBeforeEntries: Rule = {
  id: 'NW-06.FirewallBeforeEntries',
  keeps: ['NW-05', 'NW-06'],
  statement: 'Whatever the internet can send requests to stands behind a firewall.',
  types: [BALANCER, 'AWS::Cognito::UserPool', 'AWS::ApiGateway::Stage', 'AWS::AppSync::GraphQLApi'],
  judge(entry, assembly) {
    if (entry.type === BALANCER && entry.properties.Scheme === 'internal') return undefined;
    const guarded = associationsBeside(entry).some(
      ({ properties }) =>
        isOf(properties.ResourceArn, entry, assembly) &&
        assembly.target(properties.WebACLArn, entry.stack)?.type === 'AWS::WAFv2::WebACL',
    );
    return verdict({ '': guarded ? undefined : `has no ${ASSOCIATION} in its stack; put a firewall before it` });
  },
};

/** What stands behind a firewall. */
export function entriesBehind(acl: TemplateResource, assembly: Assembly): TemplateResource[] {
  return associationsBeside(acl)
    .filter(({ properties }) => isOf(properties.WebACLArn, acl, assembly))
    .flatMap(({ properties }) => assembly.target(properties.ResourceArn, acl.stack) ?? []);
}

function associationsBeside({ stack }: TemplateResource): TemplateResource[] {
  return [...stack.resources.values()].filter(({ type }) => type === ASSOCIATION);
}

function isOf(arn: unknown, { stack, logicalId }: TemplateResource, assembly: Assembly): boolean {
  const target = assembly.target(arn, stack);
  return target?.stack === stack && target.logicalId === logicalId;
}
