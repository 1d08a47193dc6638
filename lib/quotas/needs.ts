import type { Assembly, TemplateResource } from '../commitments/assembly';
import { groupBy } from '../config/group-by';
import { webAclCapacity } from './waf-capacity';

/** What the resources of a region need of a quota. */
export interface Need {
  /** Id of the quota. */
  readonly quota: string;
  /** `account` where all regions share it. */
  readonly region: string;
  readonly need: number;
  /** The resource that needs the most, where each has a quota of its own. */
  readonly of?: string;
}

/** Quotas of a number of resources, by their type. */
const COUNTED: Readonly<Record<string, string>> = {
  vpcs: 'AWS::EC2::VPC',
  'internet-gateways': 'AWS::EC2::InternetGateway',
  'elastic-ips': 'AWS::EC2::EIP',
  'security-groups': 'AWS::EC2::SecurityGroup',
  'vpn-endpoints': 'AWS::EC2::ClientVpnEndpoint',
  'rds-instances': 'AWS::RDS::DBInstance',
  'rds-parameter-groups': 'AWS::RDS::DBParameterGroup',
  'kms-keys': 'AWS::KMS::Key',
  secrets: 'AWS::SecretsManager::Secret',
  'load-balancers': 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'web-acls': 'AWS::WAFv2::WebACL',
  'waf-ip-sets': 'AWS::WAFv2::IPSet',
  'waf-rule-groups': 'AWS::WAFv2::RuleGroup',
  'log-groups': 'AWS::Logs::LogGroup',
  'log-resource-policies': 'AWS::Logs::ResourcePolicy',
  'metric-alarms': 'AWS::CloudWatch::Alarm',
  'user-pools': 'AWS::Cognito::UserPool',
  'event-rules': 'AWS::Events::Rule',
  trails: 'AWS::CloudTrail::Trail',
  schedules: 'AWS::Scheduler::Schedule',
};

/** The same, of the account as a whole. */
const COUNTED_IN_ACCOUNT: Readonly<Record<string, string>> = {
  buckets: 'AWS::S3::Bucket',
  roles: 'AWS::IAM::Role',
  'managed-policies': 'AWS::IAM::ManagedPolicy',
};

/** Quotas of each owner: the type that is counted, and the property that names whose it is. */
const COUNTED_PER_OWNER: Readonly<Record<string, readonly [type: string, owner: string]>> = {
  'subnets-per-vpc': ['AWS::EC2::Subnet', 'VpcId'],
  'route-tables-per-vpc': ['AWS::EC2::RouteTable', 'VpcId'],
  'interface-endpoints-per-vpc': ['AWS::EC2::VPCEndpoint', 'VpcId'],
};

/** Concurrency that Lambda never lets anybody reserve. */
const NOT_RESERVED = 100;

/** What a deployment of an environment needs of every quota that its templates tell of. */
export function needsOf({ stacks }: Assembly, environment: string, sites: ReadonlyMap<string, number>): Need[] {
  const resources = stacks
    .filter((stack) => stack.environment === environment)
    .flatMap((stack) => [...stack.resources.values()]);
  const regions = groupBy(resources, ({ stack }) => stack.location.region);
  const inAccount = Object.entries(COUNTED_IN_ACCOUNT).map(([quota, type]): Need => {
    return { quota, region: 'account', need: ofType(resources, type).length };
  });
  return [
    ...[...regions].flatMap(([region, here]) => needsOfRegion(region, here, sites.get(region) ?? 0)),
    ...inAccount,
  ];
}

/** @param sites that live in the region: each has a key, a secret and an app client, which no template tells of */
function needsOfRegion(region: string, here: readonly TemplateResource[], sites: number): Need[] {
  const ofSites: Readonly<Record<string, number>> = { 'kms-keys': sites, secrets: sites };
  const counted = Object.entries(COUNTED).map(([quota, type]): Need => {
    return { quota, region, need: ofType(here, type).length + (ofSites[quota] ?? 0) };
  });
  const owned = Object.entries(COUNTED_PER_OWNER).map(([quota, [type, owner]]): Need => {
    const all = ofType(here, type).filter(
      ({ properties }) => (properties.VpcEndpointType ?? 'Interface') === 'Interface',
    );
    const groups = groupBy(all, ({ stack, properties }) => `${stack.stage} ${JSON.stringify(properties[owner])}`);
    return { quota, region, need: Math.max(0, ...[...groups.values()].map(({ length }) => length)) };
  });
  const storage = ofType(here, 'AWS::RDS::DBInstance').reduce(
    (sum, { properties }) => sum + Number(properties.AllocatedStorage ?? 0),
    0,
  );
  const reserved = ofType(here, 'AWS::Lambda::Function').reduce(
    (sum, { properties }) => sum + Number(properties.ReservedConcurrentExecutions ?? 0),
    0,
  );
  return [
    ...counted,
    ...owned,
    { quota: 'rds-storage', region, need: storage },
    { quota: 'lambda-concurrency', region, need: reserved + NOT_RESERVED },
    { quota: 'app-clients-per-pool', region, need: sites + ofType(here, 'AWS::Cognito::UserPoolClient').length },
    worst('nat-gateways-per-zone', region, byZone(here)),
    worst('rules-per-security-group', region, rulesOfGroups(here)),
    worst('policies-per-role', region, managedPolicies(here)),
    worst('inline-policy-size', region, inlinePolicies(here)),
    worst('managed-policy-size', region, sizes(here, 'AWS::IAM::ManagedPolicy', 'PolicyDocument')),
    worst('key-policy-size', region, sizes(here, 'AWS::KMS::Key', 'KeyPolicy')),
    worst(
      'waf-capacity',
      region,
      ofType(here, 'AWS::WAFv2::WebACL').map((acl) => [nameOf(acl), webAclCapacity(acl.properties)]),
    ),
  ];
}

type Named = readonly [name: string, need: number];

function worst(quota: string, region: string, all: readonly Named[]): Need {
  const [first] = [...all].sort(([, a], [, b]) => b - a);
  return { quota, region, need: first?.[1] ?? 0, ...(first && { of: first[0] }) };
}

function byZone(here: readonly TemplateResource[]): Named[] {
  const zones = ofType(here, 'AWS::EC2::NatGateway').map(({ stack, properties }) => {
    const { Ref } = (properties.SubnetId ?? {}) as { readonly Ref?: string };
    return String(stack.resources.get(Ref ?? '')?.properties.AvailabilityZone);
  });
  return [...groupBy(zones, (zone) => zone)].map(([zone, { length }]) => [zone, length]);
}

/** Rules within a group and those beside it, each direction for itself. */
function rulesOfGroups(here: readonly TemplateResource[]): Named[] {
  const rules = new Map<string, number>();
  const add = (group: string, more: number) => rules.set(group, (rules.get(group) ?? 0) + more);
  for (const group of ofType(here, 'AWS::EC2::SecurityGroup')) {
    for (const direction of ['SecurityGroupIngress', 'SecurityGroupEgress']) {
      const list = group.properties[direction];
      add(`${nameOf(group)} ${direction}`, Array.isArray(list) ? list.length : 0);
    }
  }
  for (const direction of ['SecurityGroupIngress', 'SecurityGroupEgress']) {
    for (const { stack, properties } of ofType(here, `AWS::EC2::${direction}`)) {
      add(`${stack.location.path}/${referred(properties.GroupId)} ${direction}`, 1);
    }
  }
  return [...rules];
}

function managedPolicies(here: readonly TemplateResource[]): Named[] {
  return ofType(here, 'AWS::IAM::Role').map((role) => {
    const own = role.properties.ManagedPolicyArns;
    const attached = ofType(here, 'AWS::IAM::ManagedPolicy').filter((policy) => isAttached(policy, role));
    return [nameOf(role), (Array.isArray(own) ? own.length : 0) + attached.length];
  });
}

function inlinePolicies(here: readonly TemplateResource[]): Named[] {
  return ofType(here, 'AWS::IAM::Role').map((role) => {
    const own = (role.properties.Policies ?? []) as readonly { readonly PolicyDocument: unknown }[];
    const attached = ofType(here, 'AWS::IAM::Policy').filter((policy) => isAttached(policy, role));
    const documents = [
      ...own.map(({ PolicyDocument }) => PolicyDocument),
      ...attached.map(({ properties }) => properties.PolicyDocument),
    ];
    return [nameOf(role), documents.reduce<number>((sum, document) => sum + sizeOf(document), 0)];
  });
}

function isAttached({ stack, properties }: TemplateResource, role: TemplateResource): boolean {
  const roles = (properties.Roles ?? []) as readonly unknown[];
  return stack === role.stack && roles.some((one) => referred(one) === role.logicalId);
}

function sizes(here: readonly TemplateResource[], type: string, property: string): Named[] {
  return ofType(here, type).map((one) => [nameOf(one), sizeOf(one.properties[property])]);
}

/** Characters of a policy. What only AWS knows is taken to be as long as an ARN. */
function sizeOf(document: unknown): number {
  const ARN = 'x'.repeat(100);
  const replaced = (_: string, value: unknown): unknown => {
    const [key, ...others] = Object.keys((value as object | null) ?? {});
    if (
      typeof value !== 'object' ||
      others.length > 0 ||
      !/^(Ref|Fn::GetAtt|Fn::ImportValue|Fn::GetStackOutput)$/.test(key ?? '')
    )
      return value;
    return (value as { Ref?: string }).Ref?.startsWith('AWS::') ? 'aws' : ARN;
  };
  return JSON.stringify(document ?? '', replaced).replaceAll(/\{"Fn::Join":\["",\[|\]\]\}|","/g, '').length;
}

function referred(value: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = (value ?? {}) as {
    readonly Ref?: string;
    readonly 'Fn::GetAtt'?: readonly string[];
  };
  return Ref ?? attribute?.[0] ?? JSON.stringify(value);
}

function ofType(resources: readonly TemplateResource[], wanted: string): TemplateResource[] {
  return resources.filter(({ type }) => type === wanted);
}

function nameOf({ stack, logicalId }: TemplateResource): string {
  return `${stack.location.path}/${logicalId}`;
}
