import { contains, overlap, rangeOf } from './cidr';
import { TIERS } from './network';
import type { Role } from './network';
import { SUBNET_NAMES } from './subnets';
import type { PortRule } from './port-table';
import { groupsIn, shared } from './template-security-groups';
import type { Group, Ports, Rule } from './template-security-groups';
import { subnetsIn, vpcRange } from './template-network';
import type { Subnet, TemplateJson } from './template-network';

export type { TemplateJson } from './template-network';

/** `from` can open connections to `to`. Parties are roles, `internet`, or `elsewhere`: another network. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly ports: Ports;
}

/** How packets leave the VPC from a subnet. `gateway endpoint` leads to S3 or DynamoDB. */
export type WayOut = 'internet gateway' | 'NAT' | 'firewall and NAT' | 'gateway endpoint' | 'elsewhere';

/**
 * Who reaches whom on which port, worked out from a template's routes and security groups alone (NW-02, NW-03).
 *
 * Where in doubt it says that there is a way: everything in a subnet with an internet gateway has a public address,
 * network ACLs close nothing, and a group without a role may be anywhere.
 */
export function reachability(template: TemplateJson): Flow[] {
  const vpc = vpcRange(template);
  const subnets = subnetsIn(template);
  const parties = groupsIn(template).map((group) => ({ group, subnets: homeOf(group, subnets) }));
  const inside = parties.flatMap((from) =>
    parties.flatMap((to) =>
      common(
        from.group.egress.filter((rule) => admits(rule, to.group, to.subnets)),
        to.group.ingress.filter((rule) => admits(rule, from.group, from.subnets)),
      ).map((ports) => ({ from: from.group.name, to: to.group.name, ports })),
    ),
  );
  const outside = parties.flatMap(({ group, subnets: home }): Flow[] => {
    const ways = new Set(home.flatMap((subnet) => waysOut(subnet, subnets)));
    const doors = doorsOf(ways);
    const out = group.egress.filter((rule) => !within(rule, vpc));
    const into = group.ingress.filter((rule) => !within(rule, vpc));
    return [
      ...doors.out.flatMap((to) => out.map(({ ports }) => ({ from: group.name, to, ports }))),
      ...doors.into.flatMap((from) => into.map(({ ports }) => ({ from, to: group.name, ports }))),
    ];
  });
  return distinct([...inside, ...outside]);
}

/** `web reaches database on tcp 15432`. */
export function sentence({ from, to, ports: { protocol, first, last } }: Flow): string {
  const range = first === last ? `${first}` : `${first}-${last}`;
  return `${from} reaches ${to} on ${protocol === 'all' ? 'every port' : `${protocol} ${range}`}`;
}

/** What a template opens without a row in the table, and the rows that it fails to open. */
export function strayFlows(template: TemplateJson, table: readonly PortRule[]): { stray: Flow[]; missing: PortRule[] } {
  const flows = reachability(template);
  const matches = (rule: PortRule, { from, to, ports }: Flow): boolean =>
    rule.from === from &&
    rule.to === to &&
    ports.protocol === 'tcp' &&
    ports.first === rule.port &&
    ports.last === rule.port;
  const allowed = (flow: Flow): boolean => table.some((rule) => matches(rule, flow));
  // Whoever may call the internet may also come in by the public door, on the same port.
  const throughPublicDoor = (flow: Flow): boolean =>
    allowed({ ...flow, to: 'internet' }) && allowed({ ...flow, from: 'internet' });
  return {
    stray: flows.filter((flow) => !allowed(flow) && !throughPublicDoor(flow)),
    missing: table.filter((rule) => !flows.some((flow) => matches(rule, flow))),
  };
}

/** All ways out of the VPC from a subnet, followed through firewalls and NAT gateways to the end. */
export function waysOut(subnet: Subnet, all: readonly Subnet[], passed: readonly string[] = []): WayOut[] {
  if (passed.includes(subnet.id)) throw new Error(`packets run in a circle: ${[...passed, subnet.id].join(' → ')}`);
  return subnet.routes.flatMap((route): WayOut[] => {
    // A more precise route to a part of the VPC doesn't lead out of it.
    if (all.some(({ cidr }) => cidr === route.destination)) return [];
    if (route.target === 'services') return ['gateway endpoint'];
    if (route.target === 'internet-gateway') return ['internet gateway'];
    if (route.target === 'elsewhere') return ['elsewhere'];
    const next = all.find(({ id }) => id === route.via);
    if (!next) throw new Error(`${subnet.id} has a route through an unknown subnet ${route.via}`);
    const beyond = waysOut(next, all, [...passed, subnet.id]);
    if (route.target === 'nat') return beyond.includes('internet gateway') ? ['NAT'] : [];
    return beyond.includes('NAT') ? ['firewall and NAT'] : beyond;
  });
}

/** Connections begin outside only through an internet gateway or another network; NAT and firewall let them out. */
function doorsOf(ways: ReadonlySet<WayOut>): { out: string[]; into: string[] } {
  const elsewhere = ways.has('elsewhere') ? ['elsewhere'] : [];
  const nat = ways.has('NAT') || ways.has('firewall and NAT');
  const gateway = ways.has('internet gateway');
  return {
    out: [...(gateway || nat ? ['internet'] : []), ...elsewhere],
    into: [...(gateway ? ['internet'] : []), ...elsewhere],
  };
}

function homeOf(group: Group, subnets: readonly Subnet[]): readonly Subnet[] {
  const tier = TIERS[group.name as Role] as (typeof TIERS)[Role] | undefined;
  return tier ? subnets.filter(({ name }) => name === SUBNET_NAMES[tier]) : subnets;
}

export function admits({ peer }: Rule, group: Group, home: readonly Subnet[]): boolean {
  if ('group' in peer) return peer.group === group.id;
  if ('list' in peer) return false;
  return isIpv4(peer.cidr) && home.some(({ range }) => overlap(range, rangeOf(peer.cidr)));
}

/** Whether a rule's peers are all in the VPC. */
export function within({ peer }: Rule, vpc: ReturnType<typeof rangeOf>): boolean {
  if ('group' in peer) return true;
  return 'cidr' in peer && isIpv4(peer.cidr) && contains(vpc, rangeOf(peer.cidr));
}

function isIpv4(cidr: string): boolean {
  return !cidr.includes(':');
}

export function common(egress: readonly Rule[], ingress: readonly Rule[]): Ports[] {
  return egress.flatMap((out) => ingress.flatMap((into) => shared(out.ports, into.ports) ?? []));
}

function distinct(flows: readonly Flow[]): Flow[] {
  const bySentence = new Map(flows.map((flow) => [sentence(flow), flow]));
  return [...bySentence.keys()].sort().map((key) => bySentence.get(key)!);
}
