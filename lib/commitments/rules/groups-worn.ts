import type { Role } from '../../network/network';
import type { TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { roleOf } from './security-group-role';

/** What a resource wears, and what it may. */
interface Attire {
  readonly property: string;
  readonly groups: readonly unknown[];
  readonly roles: readonly Role[];
}

type Properties = TemplateResource['properties'];

/** How each type says which groups it wears; undefined where it stands in no network. */
const ATTIRE: Readonly<Record<string, (properties: Properties) => Attire | undefined>> = {
  'AWS::EC2::InstanceConnectEndpoint': (p) => attire('SecurityGroupIds', p.SecurityGroupIds, []),
  'AWS::EC2::LaunchTemplate': ({ LaunchTemplateData }) => server('LaunchTemplateData', LaunchTemplateData),
  'AWS::EC2::VPCEndpoint': (p) =>
    p.VpcEndpointType === 'Interface' ? attire('SecurityGroupIds', p.SecurityGroupIds, ['endpoints']) : undefined,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (p) =>
    attire('SecurityGroups', p.SecurityGroups, [p.Scheme === 'internal' ? 'log-balancer' : 'load-balancer']),
  'AWS::Lambda::Function': ({ VpcConfig }) =>
    VpcConfig === undefined
      ? undefined
      : attire('VpcConfig.SecurityGroupIds', (VpcConfig as Properties).SecurityGroupIds, ['operations']),
  'AWS::RDS::DBInstance': (p) => attire('VPCSecurityGroups', p.VPCSecurityGroups, ['database']),
};

export const groupsWorn: Rule = {
  id: 'NW-02.GroupsWorn',
  keeps: ['NW-02', 'NW-03', 'NW-07'],
  statement:
    'Whatever stands in a network wears the security group of what it is, so that the port table holds for it.',
  types: Object.keys(ATTIRE),
  judge({ type, properties, stack }, assembly) {
    const worn = ATTIRE[type]?.(properties);
    if (!worn) return undefined;
    const { property, groups, roles } = worn;
    const allowed: readonly (string | undefined)[] = roles;
    const wrong = groups
      .map((group) => roleOf(assembly.target(group, stack)))
      .filter((role) => !allowed.includes(role));
    return verdict({ [property]: problem(groups.length === 0 ? [undefined] : wrong, roles) });
  },
};

function problem(wrong: readonly (string | undefined)[], roles: readonly Role[]): string | undefined {
  if (wrong.length === 0) return undefined;
  const names = wrong.map((role) => (role === undefined ? 'a group without a role' : `the group of '${role}'`));
  const remedy =
    roles.length === 0 ? 'nothing of this kind may stand in a network; remove it' : `wear '${roles.join("' or '")}'`;
  return `is ${names.join(' and ')}; ${remedy}`;
}

function attire(property: string, groups: unknown, roles: readonly Role[]): Attire {
  return { property, groups: Array.isArray(groups) ? groups : [], roles };
}

/** A server wears its groups itself, or each of its interfaces does. */
function server(property: string, data: unknown): Attire {
  const { SecurityGroupIds = [], NetworkInterfaces = [] } = (data ?? {}) as {
    SecurityGroupIds?: readonly unknown[];
    NetworkInterfaces?: readonly { readonly Groups?: readonly unknown[] }[];
  };
  const groups = [...SecurityGroupIds, ...NetworkInterfaces.flatMap(({ Groups = [undefined] }) => Groups)];
  return attire(`${property}.SecurityGroupIds`, groups, ['web', 'log-server']);
}
