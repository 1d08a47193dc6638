import { ROLE_TAG } from './security-groups';
import { idOf, resourcesOf, tagOf } from './template-network';
import type { Properties, TemplateJson } from './template-network';

/** Ports of a protocol; `all` covers every protocol and port. */
export interface Ports {
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
}

/** One rule of a security group: which peer, on which ports. */
export interface Rule {
  /** Logical id of a group, an IP range, or an id of a prefix list. */
  readonly peer: { readonly group: string } | { readonly cidr: string } | { readonly list: string };
  readonly ports: Ports;
}

export interface Group {
  readonly id: string;
  /** Its role, or its logical id if it has none. */
  readonly name: string;
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

const EVERYTHING: Ports = { protocol: 'all', first: 0, last: 65535 };
const ANYWHERE: Rule = { peer: { cidr: '0.0.0.0/0' }, ports: EVERYTHING };

/** Security groups with their rules, wherever in the template these stand. */
export function groupsIn(template: TemplateJson): Group[] {
  const groups = resourcesOf(template, 'AWS::EC2::SecurityGroup').map(([id, p]): Group => {
    const separate = (type: string): Properties[] =>
      resourcesOf(template, type).flatMap(([, rule]) => (idOf(rule.GroupId) === id ? [rule] : []));
    const ingress = [
      ...((p.SecurityGroupIngress ?? []) as Properties[]),
      ...separate('AWS::EC2::SecurityGroupIngress'),
    ];
    const egress = [...((p.SecurityGroupEgress ?? []) as Properties[]), ...separate('AWS::EC2::SecurityGroupEgress')];
    return {
      id,
      name: tagOf(p, ROLE_TAG) ?? id,
      ingress: ingress.map(ruleOf),
      // EC2 opens a group that is made without an inline egress rule.
      egress: [...(p.SecurityGroupEgress ? [] : [ANYWHERE]), ...egress.map(ruleOf)].filter(leadsSomewhere),
    };
  });
  return [...groups, ...defaultGroups(template)];
}

/** A VPC's default group lets its members talk to each other and to everybody, unless it is closed. */
function defaultGroups(template: TemplateJson): Group[] {
  const closed = resourcesOf(template, 'Custom::VpcRestrictDefaultSG').map(([, p]) => idOf(p.DefaultSecurityGroupId));
  return resourcesOf(template, 'AWS::EC2::VPC')
    .filter(([id]) => !closed.includes(id))
    .map(([id]) => ({
      id: `${id}.DefaultSecurityGroup`,
      name: 'default group',
      ingress: [{ peer: { group: `${id}.DefaultSecurityGroup` }, ports: EVERYTHING }],
      egress: [ANYWHERE],
    }));
}

function ruleOf(p: Properties): Rule {
  const group = p.SourceSecurityGroupId ?? p.DestinationSecurityGroupId;
  const cidr = p.CidrIp ?? p.CidrIpv6;
  const list = p.SourcePrefixListId ?? p.DestinationPrefixListId;
  const ports = portsOf(p);
  if (group !== undefined) return { peer: { group: idOf(group) }, ports };
  if (typeof cidr === 'string') return { peer: { cidr }, ports };
  if (list !== undefined) return { peer: { list: JSON.stringify(list) }, ports };
  throw new Error(`a security group rule has a peer that can't be followed: ${JSON.stringify(p)}`);
}

function portsOf(p: Properties): Ports {
  const protocol = String(p.IpProtocol);
  if (protocol === '-1') return EVERYTHING;
  const names: Record<string, string> = { '6': 'tcp', '17': 'udp', '1': 'icmp' };
  const [first, last] = [Number(p.FromPort ?? 0), Number(p.ToPort ?? 65535)];
  return { protocol: names[protocol] ?? protocol, first, last };
}

/** CDK fills an empty egress list with the broadcast address, to which nothing can be sent. */
function leadsSomewhere({ peer }: Rule): boolean {
  return !('cidr' in peer && peer.cidr === '255.255.255.255/32');
}

/** The ports that both allow, if any. */
export function shared(a: Ports, b: Ports): Ports | undefined {
  if (a.protocol === 'all') return b;
  if (b.protocol === 'all') return a;
  const [first, last] = [Math.max(a.first, b.first), Math.min(a.last, b.last)];
  return a.protocol === b.protocol && first <= last ? { protocol: a.protocol, first, last } : undefined;
}
