import type { TemplateJson } from '../../lib/network/reachability';
import { networkJson } from './support';

/** A resource, with the lists that mutations add to. */
interface Resource {
  Type: string;
  Properties: {
    SecurityGroupIngress?: unknown[];
    SecurityGroupEgress?: unknown[];
    RouteTableIds?: unknown[];
    [property: string]: unknown;
  };
}
export type Resources = Record<string, Resource>;

/** The network as it is. */
export const plain = networkJson();

/** Logical id of the one resource whose id matches. */
export function idOf(pattern: RegExp): string {
  const [id, ...others] = Object.keys(plain.Resources).filter((candidate) => pattern.test(candidate));
  if (!id || others.length > 0) throw new Error(`${String(pattern)} does not name one resource`);
  return id;
}

export const WEB = idOf(/^SecurityGroupsWeb[0-9A-F]{8}$/);
export const DATABASE = idOf(/^SecurityGroupsDatabase[0-9A-F]{8}$/);
export const LOAD_BALANCER = idOf(/^SecurityGroupsLoadBalancer[0-9A-F]{8}$/);
export const DATA_TABLE = idOf(/^VpcDataSubnet1RouteTable[0-9A-F]{8}$/);
export const APPLICATION_TABLE = idOf(/^VpcApplicationSubnet1RouteTable[0-9A-F]{8}$/);
export const INTERNET_GATEWAY = { GatewayId: { Ref: idOf(/^VpcIGW/) } };

/** The network with a change. */
export function mutate(change: (resources: Resources) => void): TemplateJson {
  const copy = structuredClone(plain) as { Resources: Resources };
  change(copy.Resources);
  return copy;
}

export function letIn(resources: Resources, group: string, rule: Record<string, unknown>): void {
  (resources[group]!.Properties.SecurityGroupIngress ??= []).push(rule);
}

export function letOut(resources: Resources, group: string, rule: Record<string, unknown>): void {
  (resources[group]!.Properties.SecurityGroupEgress ??= []).push(rule);
}

export function route(
  resources: Resources,
  table: string,
  target: Record<string, unknown>,
  destination = '0.0.0.0/0',
): void {
  const Properties = { RouteTableId: { Ref: table }, DestinationCidrBlock: destination, ...target };
  resources.Hole = { Type: 'AWS::EC2::Route', Properties };
}

export function tcp(first: number, last = first) {
  return { IpProtocol: 'tcp', FromPort: first, ToPort: last };
}

export function from(group: string) {
  return { SourceSecurityGroupId: { 'Fn::GetAtt': [group, 'GroupId'] } };
}

export function to(group: string) {
  return { DestinationSecurityGroupId: { 'Fn::GetAtt': [group, 'GroupId'] } };
}
