import { overlap } from '../../../lib/network/cidr';
import type { Range } from '../../../lib/network/cidr';
import { sentence, within } from '../../../lib/network/reachability';
import { resourcesOf, vpcRange } from '../../../lib/network/template-network';
import type { TemplateJson } from '../../../lib/network/template-network';
import { groupsIn } from '../../../lib/network/template-security-groups';
import { clientRanges, vpnDoors, vpnHoles } from './client-vpn';
import { subnetsOf } from './parties';
import type { Party } from './parties';
import { inTable, Walker } from './walker';

/** What joins a network to another one, or lets others in by a private way. */
const JOINS = [
  /^AWS::EC2::VPCPeeringConnection$/,
  /^AWS::EC2::TransitGateway/,
  /^AWS::EC2::(VPNGateway|VPNConnection|CustomerGateway|CarrierGateway|VPCEndpointService)/,
  /^AWS::(NetworkManager|VpcLattice|DirectConnect|RAM)::/,
  /^AWS::EC2::VPCCidrBlock$/,
];

/** Every way in which a region's network is more open than promised, one sentence each. */
export function holesIn(template: TemplateJson): string[] {
  const walker = new Walker(template);
  const { stray, missing } = walker.strays();
  return [
    ...stray,
    ...missing.map((row) => `${row}: no longer`),
    ...openGroups(template),
    ...roles(walker),
    ...addresses(walker),
    ...dataWays(template, walker),
    ...joins(template),
    ...vpnHoles(template),
    ...unusual(template),
  ];
}

/** What a caller on the internet finds open in a region. */
export function doorsOf(template: TemplateJson): string[] {
  const found = new Walker(template).fromInternet().map(sentence);
  return [...new Set([...found, ...vpnDoors(template)])].sort();
}

/** Groups that let somebody in from outside, whoever holds them and wherever that is. */
function openGroups(template: TemplateJson): string[] {
  const vpc = vpcRange(template);
  return groupsIn(template).flatMap(({ name, ingress }) =>
    ingress
      .filter((rule) => !within(rule, vpc))
      .map(({ ports }) => ({ from: 'internet', to: name, ports }))
      .filter((flow) => !inTable(flow))
      .map((flow) => `if it could be called: ${sentence(flow)}`),
  );
}

/** Who may hold the group of a role; the groups of other roles are for servers, functions and tasks. */
const HOLDERS: Readonly<Record<string, readonly Party['kind'][]>> = {
  'load-balancer': ['load balancer'],
  database: ['database'],
  endpoints: ['endpoint'],
};

/** Everything has the group of one role, which is that of its kind: with two it would have the rights of both. */
function roles({ parties }: Walker): string[] {
  return parties.flatMap(({ id, kind, groups }) => [
    ...(groups.length > 1 ? [`${id} holds the groups of ${groups.map(({ name }) => name).join(' and ')}`] : []),
    ...groups
      .filter(({ name }) => !(HOLDERS[name] ?? [kind]).includes(kind))
      .map(({ name }) => `${id} is a ${kind} and holds the group of ${name}`),
  ]);
}

/** Only load balancers have an address on the internet, or stand where one would work. */
function addresses(walker: Walker): string[] {
  return walker.parties
    .filter(({ kind }) => kind !== 'load balancer')
    .flatMap((party) => [
      ...(party.publicAddress ? [`${party.id} has an address on the internet`] : []),
      ...(walker.waysFrom(party).has('internet gateway') ? [`${party.id} stands beside the internet gateway`] : []),
    ]);
}

/** Databases' subnets lead nowhere. */
function dataWays(template: TemplateJson, walker: Walker): string[] {
  const subnets = subnetsOf(template, 'data');
  if (subnets.length === 0) throw new Error('there are no subnets for data');
  return [
    ...subnets.flatMap((subnet) => walker.waysOf(subnet).map((way) => `${subnet.id} leads out through ${way}`)),
    ...walker.parties
      .filter(({ kind }) => kind === 'database')
      .filter((party) => !party.subnets.every(({ id }) => subnets.some((subnet) => subnet.id === id)))
      .map(({ id }) => `${id} stands outside the subnets for data`),
  ];
}

function joins(template: TemplateJson): string[] {
  const found = Object.entries(template.Resources).filter(([, { Type }]) => JOINS.some((type) => type.test(Type)));
  return found.map(([id, { Type }]) => `${id} is a ${Type}, which joins networks`);
}

/** Endpoints lead to services of AWS in the same region, and to nobody's else. */
function unusual(template: TemplateJson): string[] {
  return resourcesOf(template, 'AWS::EC2::VPCEndpoint')
    .filter(
      ([, { ServiceName }]) => !/^com\.amazonaws\.(?!vpce\.)[a-z0-9-]+\.[a-z0-9.-]+$/.test(serviceOf(ServiceName)),
    )
    .map(([id]) => `${id} leads to a service that is not AWS's`);
}

function serviceOf(name: unknown): string {
  if (typeof name === 'string') return name;
  const { 'Fn::Join': join } = name as { 'Fn::Join'?: [string, unknown[]] };
  if (!join) throw new Error(`the service of an endpoint can't be read: ${JSON.stringify(name)}`);
  return join[1].map((part) => (typeof part === 'string' ? part : 'region')).join(join[0]);
}

interface NetworkRange {
  readonly range: Range;
  readonly of: 'vpc' | 'clients';
}

/** Ranges of a region: its VPC's, and those that clients of its VPN get. */
export function rangesOf(template: TemplateJson): NetworkRange[] {
  return [
    { range: vpcRange(template), of: 'vpc' },
    ...clientRanges(template).map((range): NetworkRange => ({ range, of: 'clients' })),
  ];
}

/**
 * Pairs of networks whose addresses meet. Those of clients may be the same everywhere: an endpoint puts an address of
 * its subnet in their place, and no network sees them.
 */
export function overlaps(networks: Readonly<Record<string, readonly NetworkRange[]>>): string[] {
  const all = Object.entries(networks).flatMap(([name, ranges]) => ranges.map((one) => ({ name, ...one })));
  return all.flatMap((a, index) =>
    all
      .slice(index + 1)
      .filter((b) => a.of === 'vpc' || b.of === 'vpc')
      .flatMap((b) => (overlap(a.range, b.range) ? [`${a.name} and ${b.name}`] : [])),
  );
}
