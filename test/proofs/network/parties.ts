import { SUBNET_NAMES } from '../../../lib/network/subnets';
import { idOf, resourcesOf, subnetsIn } from '../../../lib/network/template-network';
import type { Properties, Subnet, TemplateJson } from '../../../lib/network/template-network';
import { groupsIn } from '../../../lib/network/template-security-groups';
import type { Group } from '../../../lib/network/template-security-groups';

/** Something with an address in the VPC. */
export interface Party {
  readonly id: string;
  readonly kind: 'load balancer' | 'server' | 'database' | 'function' | 'task' | 'endpoint' | 'VPN' | 'interface';
  readonly subnets: readonly Subnet[];
  readonly groups: readonly Group[];
  /** Whether it has an address on the internet, or may get one. */
  readonly publicAddress: boolean;
  /** Ports that it listens on. @default - every port that its groups let through */
  readonly listens?: readonly number[];
}

/** What has subnets or groups without an address that anybody could call; NAT lets nobody in, and routes show it. */
const NO_PARTIES = [
  'AWS::EC2::ClientVpnTargetNetworkAssociation',
  'AWS::EC2::NatGateway',
  'AWS::EC2::SubnetNetworkAclAssociation',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::NetworkFirewall::Firewall',
  'AWS::RDS::DBSubnetGroup',
];

/** How each kind of resource says where it stands. */
interface Standing {
  readonly subnets: unknown;
  readonly groups: unknown;
  readonly publicAddress: boolean;
  readonly listens?: readonly number[];
}
type Read = (p: Properties, template: TemplateJson, id: string) => Standing | undefined;

const READERS: Readonly<Record<string, readonly [Party['kind'], Read]>> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [
    'load balancer',
    (p, template, id) => ({
      subnets: p.Subnets,
      groups: p.SecurityGroups,
      publicAddress: p.Scheme !== 'internal',
      listens: resourcesOf(template, 'AWS::ElasticLoadBalancingV2::Listener')
        .filter(([, listener]) => idOf(listener.LoadBalancerArn) === id)
        .map(([, { Port }]) => Number(Port)),
    }),
  ],
  'AWS::AutoScaling::AutoScalingGroup': [
    'server',
    (p, template, id) => {
      const { LaunchTemplateId } = (p.LaunchTemplate ?? {}) as { LaunchTemplateId?: unknown };
      if (LaunchTemplateId === undefined) throw new Error(`${id} has no launch template`);
      const data = template.Resources[idOf(LaunchTemplateId)]?.Properties?.LaunchTemplateData as Properties;
      return { subnets: p.VPCZoneIdentifier, ...machine(data) };
    },
  ],
  'AWS::EC2::Instance': [
    'server',
    (p, template, id) => ({ ...machine(p), subnets: p.SubnetId ?? first(p)?.SubnetId, ...addressOf(template, id, p) }),
  ],
  'AWS::EC2::NetworkInterface': [
    'interface',
    (p, template, id) => ({ subnets: p.SubnetId, groups: p.GroupSet, ...addressOf(template, id, {}) }),
  ],
  'AWS::RDS::DBInstance': [
    'database',
    (p, template) => ({
      subnets: template.Resources[idOf(p.DBSubnetGroupName)]?.Properties?.SubnetIds,
      groups: p.VPCSecurityGroups,
      // Where nothing is said, it depends.
      publicAddress: p.PubliclyAccessible !== false,
    }),
  ],
  'AWS::Lambda::Function': [
    'function',
    ({ VpcConfig }) => {
      const config = VpcConfig as Properties | undefined;
      return config && { subnets: config.SubnetIds, groups: config.SecurityGroupIds, publicAddress: false };
    },
  ],
  'AWS::StepFunctions::StateMachine': ['task', (p) => task(p)],
  'AWS::ECS::Service': [
    'task',
    ({ NetworkConfiguration }) =>
      taskNetwork((NetworkConfiguration as { AwsvpcConfiguration: Properties }).AwsvpcConfiguration),
  ],
  'AWS::EC2::VPCEndpoint': [
    'endpoint',
    (p) =>
      p.VpcEndpointType === 'Interface'
        ? { subnets: p.SubnetIds, groups: p.SecurityGroupIds, publicAddress: false }
        : undefined,
  ],
  'AWS::EC2::ClientVpnEndpoint': [
    'VPN',
    (p, template, id) => ({
      subnets: resourcesOf(template, 'AWS::EC2::ClientVpnTargetNetworkAssociation')
        .filter(([, association]) => idOf(association.ClientVpnEndpointId) === id)
        .map(([, { SubnetId }]) => SubnetId),
      groups: p.SecurityGroupIds,
      // It has a door of its own on the internet; its groups are for what comes out of it inside.
      publicAddress: false,
    }),
  ],
};

/** Everything that has an address in the VPC. What it can't read is an error, never nobody. */
export function partiesIn(template: TemplateJson): Party[] {
  const subnets = subnetsIn(template);
  const groups = groupsIn(template);
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]): Party[] => {
    const reader = READERS[Type];
    if (!reader) {
      const stands = Object.keys(Properties).find((name) =>
        /^(Subnets?|SubnetIds?|VpcConfig|SubnetMappings)$/.test(name),
      );
      if (stands && !NO_PARTIES.includes(Type)) throw new Error(`${id}: who reaches a ${Type} is not known here`);
      return [];
    }
    const [kind, read] = reader;
    const standing = read(Properties, template, id);
    if (!standing) return [];
    const own = listOf(standing.subnets).map((one) => found(subnets, idOf(one), id));
    const attached = listOf(standing.groups).map((one) => found(groups, idOf(one), id));
    // Without a group, it has the default one of the VPC, which is not in the template.
    if (attached.length === 0) throw new Error(`${id} has no security group`);
    const { publicAddress, listens } = standing;
    const given = own.some((subnet) => template.Resources[subnet.id]?.Properties?.MapPublicIpOnLaunch === true);
    const launched = kind === 'server' || kind === 'task' || kind === 'interface';
    return [{ id, kind, subnets: own, groups: attached, publicAddress: publicAddress || (launched && given), listens }];
  });
}

/** Subnets of a kind, such as those of databases. */
export function subnetsOf(template: TemplateJson, kind: keyof typeof SUBNET_NAMES): Subnet[] {
  return subnetsIn(template).filter(({ name }) => name === SUBNET_NAMES[kind]);
}

function first(p: Properties): Properties | undefined {
  return (p.NetworkInterfaces as readonly Properties[] | undefined)?.[0];
}

/** What a launch template or an instance says of its only network interface. */
function machine(p: Properties): { readonly groups: unknown; readonly publicAddress: boolean } {
  const card = first(p);
  return {
    groups: card?.GroupSet ?? card?.Groups ?? p.SecurityGroupIds,
    publicAddress: card?.AssociatePublicIpAddress === true,
  };
}

/** An elastic address of its own. */
function addressOf(template: TemplateJson, id: string, p: Properties): { readonly publicAddress: boolean } {
  const refers = (value: unknown): boolean => value !== undefined && JSON.stringify(value).includes(`"${id}"`);
  const elastic = [
    ...resourcesOf(template, 'AWS::EC2::EIP'),
    ...resourcesOf(template, 'AWS::EC2::EIPAssociation'),
  ].some(([, address]) => refers(address.InstanceId) || refers(address.NetworkInterfaceId));
  return { publicAddress: elastic || machine(p).publicAddress };
}

/** Where a state machine starts tasks: its definition is text, in which references stand between the pieces. */
function task({ DefinitionString }: Properties): Standing | undefined {
  const pieces = (DefinitionString as { 'Fn::Join'?: [string, unknown[]] } | undefined)?.['Fn::Join']?.[1] ?? [
    DefinitionString,
  ];
  const references: unknown[] = [];
  const text = pieces
    .map((piece) => (typeof piece === 'string' ? piece : `reference:${references.push(piece) - 1}`))
    .join('');
  const networks = [...text.matchAll(/"AwsvpcConfiguration":(\{[^{}]*\})/g)].map(
    ([, json]) =>
      JSON.parse(json!, (_, value: unknown) => {
        const index = /^reference:(\d+)$/.exec(String(value))?.[1];
        return index === undefined ? value : references[Number(index)];
      }) as Properties,
  );
  if (networks.length === 0) return undefined;
  const all = networks.map(taskNetwork);
  return {
    subnets: all.flatMap(({ subnets }) => listOf(subnets)),
    groups: all.flatMap(({ groups }) => listOf(groups)),
    publicAddress: all.some(({ publicAddress }) => publicAddress),
  };
}

function taskNetwork({ Subnets, SecurityGroups, AssignPublicIp }: Properties): Standing {
  return { subnets: Subnets, groups: SecurityGroups, publicAddress: AssignPublicIp === 'ENABLED' };
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value].flat();
}

function found<T extends { readonly id: string }>(all: readonly T[], id: string, of: string): T {
  const one = all.find((candidate) => candidate.id === id);
  if (!one) throw new Error(`${of} stands in ${id}, which is not in the template`);
  return one;
}
