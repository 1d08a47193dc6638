import { contains, overlap, rangeOf } from '../../../lib/network/cidr';
import type { Range } from '../../../lib/network/cidr';
import { idOf, resourcesOf } from '../../../lib/network/template-network';
import type { Properties, Subnet, TemplateJson } from '../../../lib/network/template-network';
import type { Ports } from '../../../lib/network/template-security-groups';
import { shared } from '../../../lib/network/template-security-groups';

interface Entry {
  readonly number: number;
  readonly egress: boolean;
  readonly allow: boolean;
  readonly range?: Range;
  readonly ports: Ports;
}

const EVERYTHING: Ports = { protocol: 'all', first: 0, last: 65535 };

/**
 * Whether the network access list of a subnet may let some of these ports through, from or to a range. A subnet without
 * one of its own has that of the VPC, which lets everything through. Answers are taken to come back.
 */
export function passes(
  template: TemplateJson,
  subnet: Subnet,
  direction: 'in' | 'out',
  peer: Range,
  ports: Ports,
): boolean {
  const own = resourcesOf(template, 'AWS::EC2::SubnetNetworkAclAssociation').find(
    ([, p]) => idOf(p.SubnetId) === subnet.id,
  );
  if (!own) return true;
  const list = idOf(own[1].NetworkAclId);
  const entries = resourcesOf(template, 'AWS::EC2::NetworkAclEntry')
    .filter(([, p]) => idOf(p.NetworkAclId) === list)
    .map(([, p]) => entryOf(p))
    .filter(({ egress }) => egress === (direction === 'out'))
    .sort((a, b) => a.number - b.number);
  for (const { allow, range, ports: named } of entries) {
    const whole = range !== undefined && contains(range, peer) && covers(named, ports);
    if (!allow && whole) return false;
    if (allow && (range === undefined || overlap(range, peer)) && shared(named, ports)) return true;
  }
  return false;
}

function entryOf(p: Properties): Entry {
  const protocol = ({ '-1': 'all', '6': 'tcp', '17': 'udp', '1': 'icmp' } as Record<string, string>)[
    String(p.Protocol)
  ];
  const { From, To } = (p.PortRange ?? {}) as { From?: number; To?: number };
  return {
    number: Number(p.RuleNumber),
    egress: p.Egress === true,
    allow: p.RuleAction === 'allow',
    range: typeof p.CidrBlock === 'string' ? rangeOf(p.CidrBlock) : undefined,
    ports:
      protocol === 'all'
        ? EVERYTHING
        : { protocol: protocol ?? String(p.Protocol), first: Number(From ?? 0), last: Number(To ?? 65535) },
  };
}

function covers(outer: Ports, inner: Ports): boolean {
  if (outer.protocol === 'all') return true;
  return outer.protocol === inner.protocol && outer.first <= inner.first && inner.last <= outer.last;
}
