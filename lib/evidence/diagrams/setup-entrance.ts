import type { Properties, TemplateResource } from '../../commitments/assembly';
import { counted } from '../state';
import { publicBalancer, roleIn, type Parts, type Section } from './setup-parts';
import { refsOf } from './traced';

/** From the internet to the load balancer. */
export function entrance(parts: Parts): Section {
  const { assembly, ways, of } = parts;
  const balancer = publicBalancer(parts);
  const listeners = of('AWS::ElasticLoadBalancingV2::Listener').filter(
    (one) => assembly.target(one.properties.LoadBalancerArn, one.stack) === balancer,
  );
  const https = listeners.find(({ properties }) => properties.Protocol === 'HTTPS');
  const atSites = firewallAt(parts, balancer);
  const wall = atSites && assembly.target(atSites.properties.WebACLArn, atSites.stack);
  const way = ways.between('internet', roleIn(assembly, balancer));
  return {
    boxes: [
      {
        id: 'visitors',
        title: 'Users of the sites',
        lines: ['anywhere on the internet'],
        kind: 'outside',
        ...{ column: 0, row: 0, columns: 2 },
        stands: refsOf(...of('AWS::EC2::InternetGateway')),
      },
      {
        id: 'wall',
        title: 'Web application firewall',
        lines: [rulesOf(wall)],
        kind: 'guard',
        ...{ column: 1, row: 1 },
        stands: refsOf(wall),
      },
      {
        id: 'balancer',
        title: 'Load balancer',
        lines: [
          `TLS by ${String(https?.properties.SslPolicy).replace('ELBSecurityPolicy-', '')}`,
          ...(redirects(listeners) ? ['plain HTTP is only redirected'] : []),
        ],
        kind: 'compute',
        ...{ column: 1, row: 2 },
        stands: refsOf(balancer, ...listeners),
      },
    ],
    arrows: [
      {
        from: 'visitors',
        to: 'wall',
        label: way?.ports ?? '',
        stands: way ? [...refsOf(...listeners), ...way.stands] : [],
        leaves: ['bottom', 0.78],
        enters: ['top', 0.5],
      },
      {
        from: 'wall',
        to: 'balancer',
        label: 'what no rule stops',
        stands: refsOf(atSites),
        leaves: ['bottom', 0.1],
        enters: ['top', 0.1],
      },
    ],
  };
}

/** Where users sign in to all sites. */
export function signIn(parts: Parts): Section {
  const [pool] = parts.of('AWS::Cognito::UserPool');
  const [page] = parts.of('AWS::Cognito::UserPoolDomain');
  const atSignIn = firewallAt(parts, pool);
  return {
    boxes: [
      {
        id: 'sign-in',
        title: 'Sign-in of users',
        lines: [
          ...(page ? [String(page.properties.Domain)] : []),
          pool?.properties.MfaConfiguration === 'ON' ? 'second factor required' : 'second factor offered',
          ...(atSignIn ? ['behind a firewall of its own'] : []),
        ],
        kind: 'guard',
        ...{ column: 0, row: 1 },
        stands: refsOf(pool, page, atSignIn),
      },
    ],
    arrows: [
      {
        from: 'visitors',
        to: 'sign-in',
        label: 'HTTPS',
        stands: refsOf(page),
        leaves: ['bottom', 0.4],
        enters: ['top', 0.5],
      },
    ],
  };
}

/** What puts a firewall before something. */
function firewallAt({ assembly, of }: Parts, what: TemplateResource | undefined): TemplateResource | undefined {
  return of('AWS::WAFv2::WebACLAssociation').find(
    (one) => what !== undefined && assembly.target(one.properties.ResourceArn, one.stack) === what,
  );
}

/** What a firewall is made of. */
function rulesOf(wall: TemplateResource | undefined): string {
  const rules = (wall?.properties.Rules ?? []) as { readonly Statement: Properties }[];
  const count = (statement: string) => rules.filter(({ Statement }) => statement in Statement).length;
  return [
    counted(count('ManagedRuleGroupStatement'), 'group') + ' of rules',
    counted(count('RateBasedStatement'), 'rate limit'),
    counted(count('IPSetReferenceStatement'), 'ban list'),
  ].join(', ');
}

/** Whether every listener without TLS does nothing but send visitors to one that has it. */
function redirects(listeners: readonly TemplateResource[]): boolean {
  const plain = listeners.filter(({ properties }) => properties.Protocol === 'HTTP');
  const actions = plain.flatMap(({ properties }) => properties.DefaultActions as Properties[]);
  return actions.length > 0 && actions.every(({ Type }) => Type === 'redirect');
}

/** How staff come to servers. */
export function staff({ assembly, ways, of }: Parts): Section {
  const [endpoint] = of('AWS::EC2::ClientVpnEndpoint');
  const way = ways.between(roleIn(assembly, endpoint), 'web');
  const networks = of('AWS::EC2::ClientVpnTargetNetworkAssociation');
  const logged = endpoint?.properties.ConnectionLogOptions as Properties | undefined;
  const [how] = (endpoint?.properties.AuthenticationOptions ?? []) as Properties[];
  const federated = how?.Type === 'federated-authentication';
  return {
    boxes: [
      {
        id: 'staff',
        title: 'Staff',
        lines: [federated ? 'known to the company’s sign-in' : 'with certificates of the company'],
        kind: 'outside',
        ...{ column: 2, row: 0 },
        stands: refsOf(endpoint),
      },
      {
        id: 'vpn',
        title: 'Client VPN',
        lines: [
          ...(ways.flows.some(({ from, ports }) => from !== 'vpn' && ports.first <= 22 && ports.last >= 22)
            ? []
            : ['the only way to a server’s port 22']),
          ...(logged?.Enabled === true ? ['every connection is recorded'] : []),
        ],
        kind: 'guard',
        ...{ column: 2, row: 1 },
        stands: refsOf(endpoint),
      },
    ],
    arrows: [
      {
        from: 'staff',
        to: 'vpn',
        label: `${String(endpoint?.properties.TransportProtocol)} ${String(endpoint?.properties.VpnPort)}`,
        stands: refsOf(endpoint),
        leaves: ['bottom', 0.5],
        enters: ['top', 0.5],
      },
      {
        from: 'vpn',
        to: 'web',
        label: way?.ports ?? '',
        stands: way ? [...refsOf(...networks), ...way.stands] : [],
        leaves: ['bottom', 0.7],
        enters: ['top', 0.8],
      },
    ],
  };
}
