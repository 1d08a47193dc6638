import type { TemplateJson } from '../../../lib/network/template-network';

/** A resource that can be changed. */
interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}
export type Resources = Record<string, Resource>;

/** A copy of a region's template with a change. */
export function changed(template: TemplateJson, change: (resources: Resources) => void): TemplateJson {
  const copy = structuredClone(template) as unknown as { Resources: Resources };
  change(copy.Resources);
  return copy;
}

/** Logical id of the first resource of a type whose id, with its stack, matches. */
export function idIn(resources: Resources, type: string, pattern = /./): string {
  const [id] = Object.keys(resources).filter((one) => resources[one]!.Type === type && pattern.test(one));
  if (id === undefined) throw new Error(`There is no ${type} that matches ${String(pattern)}`);
  return id;
}

export function propertiesIn(resources: Resources, type: string, pattern?: RegExp): Record<string, unknown> {
  return resources[idIn(resources, type, pattern)]!.Properties;
}

const GROUP = 'AWS::EC2::SecurityGroup';

/** Reference to a role's security group, by the name in its logical id. */
export function groupOf(resources: Resources, name: string): { 'Fn::GetAtt': [string, string] } {
  return { 'Fn::GetAtt': [idIn(resources, GROUP, new RegExp(`SecurityGroups${name}[0-9A-F]{8}$`)), 'GroupId'] };
}

export function rulesOf(resources: Resources, name: string, direction: 'Ingress' | 'Egress'): unknown[] {
  const { Properties } = resources[groupOf(resources, name)['Fn::GetAtt'][0]]!;
  return (Properties[`SecurityGroup${direction}`] ??= []) as unknown[];
}

export function subnetOf(resources: Resources, kind: string): { Ref: string } {
  return { Ref: idIn(resources, 'AWS::EC2::Subnet', new RegExp(`Vpc${kind}Subnet1Subnet`)) };
}

export function tableOf(resources: Resources, kind: string): { Ref: string } {
  return { Ref: idIn(resources, 'AWS::EC2::RouteTable', new RegExp(`Vpc${kind}Subnet1RouteTable`)) };
}

export function add(resources: Resources, id: string, Type: string, Properties: Record<string, unknown>): void {
  resources[id] = { Type: `AWS::EC2::${Type}`, Properties };
}

export const ANYWHERE = '0.0.0.0/0';

export function tcp(first: number, last = first) {
  return { IpProtocol: 'tcp', FromPort: first, ToPort: last };
}
