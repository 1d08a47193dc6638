import { rangeOf } from './cidr';
import type { Range } from './cidr';

/** A CloudFormation template, as far as it is read here. */
export interface TemplateJson {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
}
// CloudFormation's own property names, so values can be anything.
export type Properties = Readonly<Record<string, unknown>>;

/** Where a route leads. */
export interface Route {
  readonly destination: string;
  readonly target: 'internet-gateway' | 'nat' | 'firewall' | 'services' | 'elsewhere';
  /** Logical id of the NAT gateway's or firewall's subnet. */
  readonly via?: string;
}

export interface Subnet {
  readonly id: string;
  /** Kind of subnet, such as `Data`. */
  readonly name: string;
  readonly zone: string;
  readonly range: Range;
  readonly cidr: string;
  /** Besides the route to the VPC itself, which always exists. */
  readonly routes: readonly Route[];
}

/** VPC, subnets and routes as a template describes them. What it can't follow is an error, never an empty answer. */
export function subnetsIn(template: TemplateJson): Subnet[] {
  const tables = new Map(
    resourcesOf(template, 'AWS::EC2::SubnetRouteTableAssociation').map(([, p]) => [
      idOf(p.SubnetId),
      idOf(p.RouteTableId),
    ]),
  );
  return resourcesOf(template, 'AWS::EC2::Subnet').map(([id, p]) => {
    const table = tables.get(id);
    if (!table) throw new Error(`${id} has no route table of its own`);
    const cidr = String(p.CidrBlock);
    return {
      id,
      name: tagOf(p, 'aws-cdk:subnet-name') ?? id,
      zone: String(p.AvailabilityZone),
      range: rangeOf(cidr),
      cidr,
      routes: routesOf(template, table),
    };
  });
}

export function vpcRange(template: TemplateJson): Range {
  const vpcs = resourcesOf(template, 'AWS::EC2::VPC');
  if (vpcs.length !== 1) throw new Error(`expected one VPC in the template, found ${vpcs.length}`);
  return rangeOf(String(vpcs[0]![1].CidrBlock));
}

function routesOf(template: TemplateJson, table: string): Route[] {
  const routes = resourcesOf(template, 'AWS::EC2::Route')
    .filter(([, p]) => idOf(p.RouteTableId) === table)
    .map(([, p]) => routeOf(template, p));
  const services = resourcesOf(template, 'AWS::EC2::VPCEndpoint')
    .filter(([, p]) => ((p.RouteTableIds ?? []) as unknown[]).map(idOf).includes(table))
    .map(([id]): Route => ({ destination: id, target: 'services' }));
  return [...routes, ...services];
}

function routeOf(template: TemplateJson, p: Properties): Route {
  const destination = String(p.DestinationCidrBlock ?? p.DestinationIpv6CidrBlock ?? p.DestinationPrefixListId);
  if (p.NatGatewayId) {
    const nat = template.Resources[idOf(p.NatGatewayId)]?.Properties;
    return { destination, target: 'nat', via: idOf(nat?.SubnetId) };
  }
  if (p.VpcEndpointId) return { destination, target: 'firewall', via: firewallSubnet(template, p.VpcEndpointId) };
  const gateway = p.GatewayId ? template.Resources[idOf(p.GatewayId)]?.Type : undefined;
  return { destination, target: gateway === 'AWS::EC2::InternetGateway' ? 'internet-gateway' : 'elsewhere' };
}

/** The endpoint of a firewall is picked from `zone:endpoint` pairs by its zone. */
function firewallSubnet(template: TemplateJson, endpoint: unknown): string {
  const text = JSON.stringify(endpoint);
  const firewall = /"Fn::GetAtt":\["(\w+)","EndpointIds"\]/.exec(text)?.[1];
  const zone = /"([a-z]{2}(?:-[a-z]+)+-\d[a-z]):"/.exec(text)?.[1];
  const mappings = (template.Resources[firewall ?? '']?.Properties?.SubnetMappings ?? []) as Properties[];
  const subnet = mappings
    .map(({ SubnetId }) => idOf(SubnetId))
    .find((id) => template.Resources[id]?.Properties?.AvailabilityZone === zone);
  if (!subnet) throw new Error(`no firewall endpoint can be found behind ${text}`);
  return subnet;
}

export function resourcesOf(template: TemplateJson, type: string): [string, Properties][] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => [id, resource.Properties ?? {}]);
}

/** Logical id behind a `Ref` or `Fn::GetAtt`. */
export function idOf(value: unknown): string {
  const { Ref: ref, 'Fn::GetAtt': attribute } = (value ?? {}) as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  const id = ref ?? attribute?.[0];
  if (!id) throw new Error(`not a reference within the template: ${JSON.stringify(value)}`);
  return id;
}

export function tagOf(p: Properties, key: string): string | undefined {
  return ((p.Tags ?? []) as { Key: string; Value: string }[]).find((tag) => tag.Key === key)?.Value;
}
