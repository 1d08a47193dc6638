import { isDeepStrictEqual } from 'node:util';
import type { TemplateDiff } from '@aws-cdk/cloudformation-diff';
import type { Properties, TemplateResource } from '../commitments/assembly';
import { contains, rangeOf } from '../network/cidr';
import type { StackPair } from './resource-changes';
import { nameOf } from './widened-rights';
import type { Widening } from './widened-rights';

type Rules = TemplateDiff['securityGroupChanges']['ingress'];
type Rule = Rules['additions'][number];

/** Ways that a resource of a type opens, each in a line. */
const OPENINGS: Readonly<Record<string, (properties: Properties) => readonly string[]>> = {
  'AWS::EC2::ClientVpnAuthorizationRule': ({ TargetNetworkCidr, AccessGroupId }) => [
    `lets ${nameOf(AccessGroupId ?? 'everybody')} on the VPN to ${nameOf(TargetNetworkCidr)}`,
  ],
  'AWS::EC2::EIP': () => ['is an address on the internet'],
  'AWS::EC2::NetworkAclEntry': ({ RuleAction, Egress, Protocol, PortRange, CidrBlock, Ipv6CidrBlock }) =>
    when(
      RuleAction === 'allow',
      `allows ${nameOf([Protocol, PortRange])} ${isOn(Egress) ? 'to' : 'from'} ${nameOf(CidrBlock ?? Ipv6CidrBlock)}`,
    ),
  'AWS::EC2::Route': ({ RouteTableId, ...route }) => [
    `sends to ${nameOf(route)} what comes by ${nameOf(RouteTableId)}`,
  ],
  'AWS::EC2::Subnet': ({ MapPublicIpOnLaunch: own }) => when(isOn(own), 'gives what stands in it a public address'),
  'AWS::EC2::TransitGatewayAttachment': () => ['joins the VPC to others'],
  'AWS::EC2::VPCGatewayAttachment': () => ['joins the VPC to a gateway'],
  'AWS::EC2::VPCPeeringConnection': () => ['joins the VPC to another'],
  'AWS::ElasticLoadBalancingV2::Listener': ({ Port, Protocol }) => [`listens at ${nameOf(Protocol)} ${nameOf(Port)}`],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ Scheme }) =>
    when(Scheme === 'internet-facing', 'stands on the internet'),
  'AWS::Lambda::Url': ({ AuthType }) => [`has an address of its own, for ${nameOf(AuthType)}`],
  'AWS::NetworkFirewall::RuleGroup': ({ RuleGroup }) => texts(RuleGroup).map((rule) => `says ${rule}`),
  'AWS::RDS::DBInstance': ({ PubliclyAccessible }) => when(isOn(PubliclyAccessible), 'stands on the internet'),
  'AWS::Route53Resolver::FirewallDomainList': ({ Domains }) => texts(Domains).map((domain) => `names ${domain}`),
  'AWS::S3::Bucket': ({ PublicAccessBlockConfiguration: block }) =>
    when(Object.values(block ?? {}).filter(isOn).length < 4, 'does not block public access'),
};

/** Types that keep something out: the network is wider without. */
const BARRIERS = [
  'AWS::NetworkFirewall::Firewall',
  'AWS::Route53Resolver::FirewallRuleGroupAssociation',
  'AWS::WAFv2::WebACL',
  'AWS::WAFv2::WebACLAssociation',
];

/**
 * Ways through the network that the stack opens: rules of security groups that no removed rule covers; routes, listeners,
 * public addresses, names and the like that are new; and barriers that are gone.
 */
export function widenedNetwork(
  pair: StackPair,
  { securityGroupChanges: { ingress, egress } }: TemplateDiff,
): Widening[] {
  const { path: stack, before, after } = pair;
  const gone = (subject: string) => after !== undefined && !after.resources.has(subject);
  return [
    ...newRules(ingress).map((rule) => ({ stack, subject: rule.groupId, what: `lets in ${sentence(rule)}` })),
    ...newRules(egress).map((rule) => ({ stack, subject: rule.groupId, what: `lets out ${sentence(rule)}` })),
    ...resourcesOf(after).flatMap((resource) => {
      const known = openingsOf(before?.resources.get(resource.logicalId));
      const opened = openingsOf(resource).filter((one) => !known.includes(one));
      return opened.map((what) => ({ stack, subject: resource.logicalId, what }));
    }),
    ...resourcesOf(before)
      .filter(({ type, logicalId }) => BARRIERS.includes(type) && gone(logicalId))
      .map(({ logicalId: subject, type }) => ({ stack, subject, what: `is gone, and was ${type}` })),
  ];
}

function resourcesOf(stack: StackPair['after']): TemplateResource[] {
  return [...(stack?.resources.values() ?? [])];
}

function openingsOf(resource: TemplateResource | undefined): readonly string[] {
  return (resource && OPENINGS[resource.type]?.(resource.properties)) ?? [];
}

function when(holds: boolean, what: string): string[] {
  return holds ? [what] : [];
}

function isOn(value: unknown): boolean {
  return value === true || value === 'true';
}

/** Every text in a value, line by line. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return value.split('\n').filter((line) => line.trim() !== '');
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

function newRules({ additions, removals }: Rules): Rule[] {
  return additions.filter((rule) => !removals.some((other) => covers(other, rule)));
}

function covers(wide: Rule, narrow: Rule): boolean {
  if (wide.groupId !== narrow.groupId) return false;
  const protocol = wide.ipProtocol === '-1' || wide.ipProtocol === narrow.ipProtocol;
  const everyPort = wide.ipProtocol === '-1' || wide.fromPort === undefined || wide.fromPort === -1;
  const ports =
    everyPort ||
    (narrow.fromPort !== undefined &&
      narrow.toPort !== undefined &&
      Number(wide.fromPort) <= Number(narrow.fromPort) &&
      Number(narrow.toPort) <= Number(wide.toPort));
  return protocol && ports && (isDeepStrictEqual(wide.peer, narrow.peer) || isInside(wide, narrow));
}

function isInside({ peer: outer }: Rule, { peer: inner }: Rule): boolean {
  if (outer?.kind !== 'cidr-ip' || inner?.kind !== 'cidr-ip') return false;
  if (![outer.ip, inner.ip].every((ip) => /^[\d.]+\/\d+$/.test(ip))) return false;
  return contains(rangeOf(outer.ip), rangeOf(inner.ip));
}

function sentence(rule: Rule): string {
  return `${rule.describeProtocol()} ${rule.describePeer()}`;
}
