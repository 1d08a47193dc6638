import { PORT_TABLE } from '../../network/port-table';
import type { PortRule } from '../../network/port-table';
import type { Assembly, StackTemplate } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { roleOf } from './security-group-role';

/** Ingress or egress, inside a group or as a resource of its own. */
interface Permission {
  readonly IpProtocol?: string | number;
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly CidrIp?: unknown;
  readonly CidrIpv6?: unknown;
  readonly GroupId?: unknown;
  readonly SourceSecurityGroupId?: unknown;
  readonly DestinationSecurityGroupId?: unknown;
}

const GROUP = 'AWS::EC2::SecurityGroup';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const EGRESS = 'AWS::EC2::SecurityGroupEgress';

export const portTable: Rule = {
  id: 'NW-02.PortTable',
  keeps: ['NW-02', 'NW-03', 'NW-04', 'NW-07'],
  statement: 'Nothing is open that the port table does not name.',
  types: [GROUP, INGRESS, EGRESS],
  judge(resource, assembly) {
    const { type, properties, stack } = resource;
    const party = (group: unknown) => roleOf(assembly.target(group, stack));
    if (type !== GROUP) {
      const permission = properties as Permission;
      const direction = type === INGRESS ? 'in' : 'out';
      const problem = judgePermission(permission, party(permission.GroupId), direction, { assembly, stack });
      return verdict({ FromPort: problem });
    }
    const problems = (['in', 'out'] as const).flatMap((direction) => {
      const property = direction === 'in' ? 'SecurityGroupIngress' : 'SecurityGroupEgress';
      const permissions = (properties[property] ?? OPEN[direction]) as readonly Permission[];
      return permissions.map((permission, index): [string, string | undefined] => [
        `${property}.${index}`,
        judgePermission(permission, roleOf(resource), direction, { assembly, stack }),
      ]);
    });
    return verdict(Object.fromEntries(problems));
  },
};

/** What EC2 makes of a group that says nothing: nobody comes in, everything goes out. */
const OPEN: Readonly<Record<'in' | 'out', readonly Permission[]>> = {
  in: [],
  out: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
};

function judgePermission(
  permission: Permission,
  own: string | undefined,
  direction: 'in' | 'out',
  { assembly, stack }: { assembly: Assembly; stack: StackTemplate },
): string | undefined {
  if (isNobody(permission)) return undefined;
  const { CidrIp, CidrIpv6, IpProtocol, FromPort, ToPort } = permission;
  const group = permission.SourceSecurityGroupId ?? permission.DestinationSecurityGroupId;
  const range = CidrIp ?? CidrIpv6;
  const peer = range === undefined ? roleOf(assembly.target(group, stack)) : isInternet(range) ? 'internet' : undefined;
  const [from, to] = direction === 'in' ? [peer, own] : [own, peer];
  const named = PORT_TABLE.some((row) => row.from === from && row.to === to && isPort(row, permission));
  if (named) return undefined;
  const ports = FromPort === ToPort ? String(FromPort ?? 'every port') : `${FromPort}-${ToPort}`;
  const other = range === undefined ? 'a group without a role' : JSON.stringify(range);
  return `opens ${IpProtocol === 'tcp' ? '' : `protocol ${IpProtocol} `}${ports} from ${from ?? other} to ${to ?? other}, which is not in lib/network/port-table.ts; use the network's groups, or add a row with its reason`;
}

function isPort({ port }: PortRule, { IpProtocol, FromPort, ToPort }: Permission): boolean {
  return ['tcp', '6'].includes(String(IpProtocol)) && FromPort === port && ToPort === port;
}

function isInternet(range: unknown): boolean {
  return range === '0.0.0.0/0' || range === '::/0';
}

/** CDK writes a group without egress as ICMP to nobody, since an empty list would mean everything. */
function isNobody({ CidrIp, IpProtocol }: Permission): boolean {
  return CidrIp === '255.255.255.255/32' && IpProtocol === 'icmp';
}
