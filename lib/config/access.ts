import { own } from './own';
import type { Place } from './platform';
import type { PlatformConfig } from './platform-schema';

/** The VPN of one home region, as the config wants it. */
export interface VpnSettings {
  readonly clientRange: string;
  readonly sessionHours: number;
  readonly authentication:
    /** `groups`: those of the identity provider that may come to the servers of this environment. */
    | { readonly method: 'saml'; readonly providerArn: string; readonly groups: readonly string[] }
    | { readonly method: 'mutual-tls'; readonly clientCertificateArn: string };
}

/** Kinds of access that lead to servers; the others have nothing to do there (ID-07). */
export const SERVER_ACCESS = ['operator', 'break-glass'] as const;

export function vpnSettings({ access, staff }: Pick<PlatformConfig, 'access' | 'staff'>, place: Place): VpnSettings {
  const { authentication, clientRange, sessionHours } = access.vpn;
  const { environment, region, account } = place;
  const common = { clientRange, sessionHours };
  if (authentication.method === 'mutual-tls') {
    const clientCertificateArn = own(own(authentication.clientCertificates, environment), region);
    // The checks of the config see to it that there is one.
    if (clientCertificateArn === undefined) throw new Error(`no client certificate for ${environment}/${region}`);
    return { ...common, authentication: { method: 'mutual-tls', clientCertificateArn } };
  }
  const here = staff.roles.filter(({ environments }) => environments.includes(environment)).map(({ name }) => name);
  const groups = Object.entries(authentication.groups).flatMap(([role, group]) => (here.includes(role) ? [group] : []));
  const providerArn = `arn:aws:iam::${account}:saml-provider/${authentication.provider}`;
  return { ...common, authentication: { method: 'saml', providerArn, groups: [...new Set(groups)] } };
}
