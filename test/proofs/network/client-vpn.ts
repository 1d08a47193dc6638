import { contains, rangeOf } from '../../../lib/network/cidr';
import type { Range } from '../../../lib/network/cidr';
import { idOf, resourcesOf, subnetsIn, vpcRange } from '../../../lib/network/template-network';
import type { Properties, TemplateJson } from '../../../lib/network/template-network';

const ENDPOINT = 'AWS::EC2::ClientVpnEndpoint';
const RULE = 'AWS::EC2::ClientVpnAuthorizationRule';
const ROUTE = 'AWS::EC2::ClientVpnRoute';

/** What any user of a VPN endpoint may be let to. Its route to the VPC comes with the first subnet. */
export function authorizedRanges(template: TemplateJson, endpoint: string): Range[] {
  return rulesOf(template, RULE, endpoint).map((rule) => targetOf(template, rule.TargetNetworkCidr));
}

/** What of the VPN lets in more people, or leads further, than to servers of this VPC for a group that is named. */
export function vpnHoles(template: TemplateJson): string[] {
  const vpc = vpcRange(template);
  return resourcesOf(template, ENDPOINT).flatMap(([endpoint, p]) => [
    ...entrance(endpoint, p),
    ...rulesOf(template, RULE, endpoint).flatMap((rule) => {
      const target = targetOf(template, rule.TargetNetworkCidr);
      return [
        ...(namesGroup(rule, p) ? [] : [`${endpoint} lets everybody who signs in to ${textOf(target)}`]),
        ...(contains(vpc, target) ? [] : [`${endpoint} lets to ${textOf(target)}, outside the VPC`]),
      ];
    }),
    ...rulesOf(template, ROUTE, endpoint)
      .map((route) => targetOf(template, route.DestinationCidrBlock))
      .filter((target) => !contains(vpc, target))
      .map((target) => `${endpoint} leads to ${textOf(target)}, outside the VPC`),
  ]);
}

/** Addresses that clients get; answers to them must find no other network. */
export function clientRanges(template: TemplateJson): Range[] {
  return resourcesOf(template, ENDPOINT).map(([, { ClientCidrBlock }]) => rangeOf(String(ClientCidrBlock)));
}

/** The doors of a region's VPN endpoints on the internet. */
export function vpnDoors(template: TemplateJson): string[] {
  return resourcesOf(template, ENDPOINT).map(
    ([, { TransportProtocol = 'udp', VpnPort = 443 }]) =>
      `internet reaches vpn on ${String(TransportProtocol)} ${String(VpnPort)}`,
  );
}

function entrance(endpoint: string, { AuthenticationOptions, ConnectionLogOptions }: Properties): string[] {
  const ways = (AuthenticationOptions ?? []) as readonly Properties[];
  const { Enabled } = (ConnectionLogOptions ?? {}) as { Enabled?: boolean };
  return [
    ...(ways.length === 0 ? [`${endpoint} asks nobody who they are`] : []),
    ...(Enabled === true ? [] : [`${endpoint} records no connections`]),
  ];
}

/** Certificates have no groups: there, whoever has one is let in, and handing it out is the choice. */
function namesGroup({ AuthorizeAllGroups, AccessGroupId }: Properties, { AuthenticationOptions }: Properties): boolean {
  const ways = (AuthenticationOptions ?? []) as readonly { Type?: string }[];
  if (ways.every(({ Type }) => Type === 'certificate-authentication')) return true;
  return AuthorizeAllGroups !== true && typeof AccessGroupId === 'string' && AccessGroupId.length > 0;
}

function rulesOf(template: TemplateJson, type: string, endpoint: string): Properties[] {
  return resourcesOf(template, type).flatMap(([, p]) => (idOf(p.ClientVpnEndpointId) === endpoint ? [p] : []));
}

/** A range, or that of a subnet. */
function targetOf(template: TemplateJson, value: unknown): Range {
  if (typeof value === 'string') return rangeOf(value);
  const id = idOf(value);
  if (template.Resources[id]?.Type === 'AWS::EC2::VPC') return vpcRange(template);
  const subnet = subnetsIn(template).find((one) => one.id === id);
  if (!subnet) throw new Error(`the VPN leads to ${id}, which is neither a subnet nor the VPC`);
  return subnet.range;
}

function textOf({ first, last }: Range): string {
  const address = (value: number): string =>
    [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.');
  return `${address(first)}-${address(last)}`;
}
