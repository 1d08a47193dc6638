import { SUBNET_NAMES } from '../../network/subnets';
import { textOf } from '../assembly';
import type { Assembly, TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { statesOf } from './state-machine';

type Properties = TemplateResource['properties'];
type Problems = Readonly<Record<string, string | undefined>>;

/** Subnets whose holders the internet may see: the load balancer, and the NAT gateways. */
const OPEN: readonly (string | undefined)[] = [SUBNET_NAMES.public, SUBNET_NAMES.egress];

/** What each type has to say of how the internet sees it; undefined where it says nothing. */
const SURFACES: Readonly<Record<string, (resource: TemplateResource, assembly: Assembly) => Problems | undefined>> = {
  'AWS::EC2::EIP': (address, assembly) => ({
    '': isOfNat(address, assembly)
      ? undefined
      : 'is the address of no NAT gateway; what has to be reached stands behind the load balancer',
  }),
  'AWS::EC2::LaunchTemplate': ({ properties: { LaunchTemplateData } }) => ({
    'LaunchTemplateData.NetworkInterfaces': interfacesProblem(LaunchTemplateData),
  }),
  'AWS::EC2::Route': routeProblems,
  'AWS::EC2::Subnet': ({ properties: { MapPublicIpOnLaunch = false } }) => ({
    MapPublicIpOnLaunch: String(MapPublicIpOnLaunch) === 'false' ? undefined : 'gives every server a public address',
  }),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ properties: { Scheme, Type = 'application' } }) => ({
    Scheme:
      Scheme === 'internal' || Type === 'application'
        ? undefined
        : `is ${textOf(Scheme) || 'missing'} for a load balancer without a firewall; 'internal' is allowed`,
  }),
  'AWS::Lambda::Url': ({ properties: { AuthType } }) => ({
    AuthType: AuthType === 'AWS_IAM' ? undefined : 'lets anybody call the function; AWS_IAM is allowed',
  }),
  'AWS::RDS::DBInstance': ({ properties: { PubliclyAccessible } }) => ({
    // Where nothing is said, the subnets decide.
    PubliclyAccessible: PubliclyAccessible === false ? undefined : 'is not false; a database is reached from within',
  }),
  'AWS::StepFunctions::StateMachine': taskProblems,
};

export const publicSurface: Rule = {
  id: 'NW-03.PublicSurface',
  keeps: ['NW-03', 'NW-07'],
  statement: 'The internet sees load balancers and the VPN, and neither an address of nor a way to anything else.',
  types: Object.keys(SURFACES),
  judge(resource, assembly) {
    const problems = SURFACES[resource.type]?.(resource, assembly);
    return problems && verdict(problems);
  },
};

function isOfNat(address: TemplateResource, assembly: Assembly): boolean {
  const { stack, logicalId, properties } = address;
  return (
    properties.InstanceId === undefined &&
    [...stack.resources.values()].some(
      (one) =>
        one.type === 'AWS::EC2::NatGateway' &&
        assembly.target(one.properties.AllocationId, stack)?.logicalId === logicalId,
    )
  );
}

function interfacesProblem(data: unknown): string | undefined {
  const { NetworkInterfaces = [] } = (data ?? {}) as { NetworkInterfaces?: readonly Properties[] };
  const open = NetworkInterfaces.some(({ AssociatePublicIpAddress: own = false }) => String(own) !== 'false');
  return open ? 'give each server a public address; servers stand behind the load balancer' : undefined;
}

/** A route to the internet gateway is one from it as well. */
function routeProblems({ properties, stack }: TemplateResource, assembly: Assembly): Problems | undefined {
  const { GatewayId, RouteTableId } = properties;
  if (GatewayId === undefined) return { NatGatewayId: undefined };
  const table = assembly.target(RouteTableId, stack)?.logicalId;
  const names = [...stack.resources.values()]
    .filter(({ type }) => type === 'AWS::EC2::SubnetRouteTableAssociation')
    .filter((one) => table !== undefined && assembly.target(one.properties.RouteTableId, stack)?.logicalId === table)
    .map((one) => nameOf(assembly.target(one.properties.SubnetId, stack)));
  const closed = names.filter((name) => !OPEN.includes(name));
  return {
    GatewayId:
      closed.length === 0
        ? undefined
        : `leads from the internet into subnets of ${closed.map((name) => name ?? 'unknown kind').join(', ')}; go by the NAT gateway`,
  };
}

function nameOf(subnet: TemplateResource | undefined): string | undefined {
  const tags = (subnet?.properties.Tags ?? []) as readonly { readonly Key: string; readonly Value: string }[];
  return tags.find(({ Key }) => Key === 'aws-cdk:subnet-name')?.Value;
}

function taskProblems(machine: TemplateResource, assembly: Assembly): Problems | undefined {
  const tasks = statesOf(machine, assembly).filter(({ calls }) => calls.startsWith('ecs:'));
  if (tasks.length === 0) return undefined;
  // ECS gives a task none where nothing is said.
  const open = tasks.filter(({ parameters }) => addressOf(parameters) === 'ENABLED').map(({ name }) => name);
  return {
    DefinitionString:
      open.length === 0 ? undefined : `gives tasks a public address in ${open.join(', ')}; leave AssignPublicIp out`,
  };
}

function addressOf({ NetworkConfiguration }: Properties): unknown {
  const { AwsvpcConfiguration } = (NetworkConfiguration ?? {}) as { AwsvpcConfiguration?: Properties };
  return AwsvpcConfiguration?.AssignPublicIp;
}
