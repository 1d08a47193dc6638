import type { Assembly, TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule, Verdict } from '../rule';
import { roleOf } from './security-group-role';

const ENDPOINT = 'AWS::EC2::ClientVpnEndpoint';
const AUTHORIZATION = 'AWS::EC2::ClientVpnAuthorizationRule';

/** Hours after which staff sign in anew, at the most. */
const LONGEST = 12;

interface Endpoint {
  readonly AuthenticationOptions?: readonly { readonly Type?: string }[];
  readonly ConnectionLogOptions?: { readonly Enabled?: boolean; readonly CloudwatchLogGroup?: unknown };
  readonly SecurityGroupIds?: readonly unknown[];
  readonly SplitTunnel?: boolean;
  readonly SessionTimeoutHours?: number;
  readonly DisconnectOnSessionTimeout?: boolean;
}

export const vpnConfined: Rule = {
  id: 'NW-07.VpnConfined',
  keeps: ['NW-07', 'NW-08', 'ID-07'],
  statement:
    'Staff reach servers by a VPN that knows who they are, records them, and opens named subnets to named groups.',
  types: [ENDPOINT, AUTHORIZATION],
  judge(resource, assembly) {
    return resource.type === ENDPOINT ? judgeEndpoint(resource, assembly) : judgeAuthorization(resource, assembly);
  },
};

function judgeEndpoint({ properties, stack }: TemplateResource, assembly: Assembly): Verdict {
  const endpoint = properties as Endpoint;
  const methods = (endpoint.AuthenticationOptions ?? []).map(({ Type }) => Type);
  const log = endpoint.ConnectionLogOptions;
  const hours = endpoint.SessionTimeoutHours;
  const groups = endpoint.SecurityGroupIds ?? [];
  const vpn = groups.length > 0 && groups.every((group) => roleOf(assembly.target(group, stack)) === 'vpn');
  return verdict({
    AuthenticationOptions: methods.some((method) => method !== undefined && SECOND_FACTOR.includes(method))
      ? undefined
      : `is ${methods.join(', ') || 'missing'}; federated-authentication or certificate-authentication is allowed; use ClientVpn`,
    ConnectionLogOptions:
      log?.Enabled && log.CloudwatchLogGroup ? undefined : 'records no connections; enable it with a log group',
    SecurityGroupIds: vpn
      ? undefined
      : "are not the group of the role 'vpn'; what the port table says of it would not hold",
    SplitTunnel: endpoint.SplitTunnel ? undefined : 'is off; traffic for the internet would leave by our network',
    SessionTimeoutHours:
      hours !== undefined && hours <= LONGEST && endpoint.DisconnectOnSessionTimeout
        ? undefined
        : `is ${hours ?? 'missing'}, or does not end the connection; ${LONGEST} or less with DisconnectOnSessionTimeout is allowed`,
  });
}

/** The identity provider asks for a second factor; a certificate stands on the machine that a person has. */
const SECOND_FACTOR = ['federated-authentication', 'certificate-authentication'];

function judgeAuthorization({ properties, stack }: TemplateResource, assembly: Assembly): Verdict {
  const { AuthorizeAllGroups, AccessGroupId, TargetNetworkCidr, ClientVpnEndpointId } = properties;
  const endpoint = assembly.target(ClientVpnEndpointId, stack)?.properties as Endpoint | undefined;
  const federated = endpoint?.AuthenticationOptions?.some(({ Type }) => Type === 'federated-authentication') ?? true;
  const size = Number(/^\d+(?:\.\d+){3}\/(\d+)$/.exec(String(TargetNetworkCidr))?.[1] ?? 0);
  return verdict({
    AccessGroupId:
      federated && (AuthorizeAllGroups === true || !AccessGroupId)
        ? 'is missing, so everybody at the identity provider is let in; name a group'
        : undefined,
    // The smallest part of the smallest VPC that servers stand in, and the largest of the largest.
    TargetNetworkCidr:
      size >= 19 ? undefined : `is ${String(TargetNetworkCidr)}, more than a subnet of servers; name one`,
  });
}
