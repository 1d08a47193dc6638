import { SERVER_ACCESS } from '../access';
import { own } from '../own';
import { list } from '../problems';
import type { Path, Problem } from '../problems';
import { suggestion } from '../suggestion';
import { mistake, parseRange } from './ranges';
import { homes, parts } from './regions';
import type { Check, Checked } from './input';

/** Prefix lengths that AWS Client VPN takes. */
const SIZES = { largest: 12, smallest: 22 };

/** NW-07: an address of connected staff is never one of a server, wherever that stands. */
export const clientRangeFree: Check = ({ config }) => {
  const path: Path = ['access', 'vpn', 'clientRange'];
  const { clientRange } = config.access.vpn;
  const range = parseRange(clientRange);
  const wrong = range && mistake(clientRange, range, SIZES);
  if (range === undefined || wrong !== undefined) {
    const reason = wrong ?? 'is not an IPv4 range; one such as 172.16.0.0/22 is expected; correct it';
    return [{ path, message: `'${clientRange}' ${reason}` }];
  }
  const vpc = parts(config).find(({ cidr }) => {
    const other = parseRange(cidr);
    return other !== undefined && range.from < other.to && other.from < range.to;
  });
  if (!vpc) return [];
  const message = `'${clientRange}' overlaps ${vpc.cidr} of ${vpc.environment}/${vpc.region}; addresses of connected staff belong to no VPC; choose a free range`;
  return [{ path, message }];
};

/** NW-08: with certificates of their own, staff need an authority in every region. */
export const clientCertificatesHere: Check = ({ config }) => {
  const { authentication } = config.access.vpn;
  if (authentication.method !== 'mutual-tls') return [];
  const path: Path = ['access', 'vpn', 'authentication', 'clientCertificates'];
  const elsewhere = entries(authentication.clientCertificates).flatMap(({ environment, region, value }): Problem[] => {
    const account = own(config.environments, environment)?.account;
    const place = `arn:aws:acm:${region}:${account}:`;
    if (account === undefined || value.startsWith(place)) return [];
    const message = `'${value}' is not of this region and account; one that begins with ${place} is expected; import the authority there`;
    return [{ path: [...path, environment, region], message }];
  });
  const missing = oneForEachHome(
    config,
    authentication.clientCertificates,
    path,
    'a certificate whose authority staff have',
  );
  return [...missing, ...elsewhere];
};

/** ID-07: groups come to servers by a role that has work to do there; where there is such a role, one has a group. */
export const groupsOfServerStaff: Check = ({ config }) => {
  const { authentication } = config.access.vpn;
  if (authentication.method !== 'saml') return [];
  const path: Path = ['access', 'vpn', 'authentication', 'groups'];
  const fit = config.staff.roles.filter(({ access }) => (SERVER_ACCESS as readonly string[]).includes(access));
  const names = [...new Set(fit.map(({ name }) => name))];
  const unfit = Object.keys(authentication.groups)
    .filter((role) => !names.includes(role))
    .map((role): Problem => {
      const message = `'${role}' is no staff role that works on servers; ${list(names)} are${suggestion(role, names) || '; choose one'}`;
      return { path: [...path, role], at: 'key', message };
    });
  const environmentsOf = (roles: typeof fit) => new Set(roles.flatMap(({ environments }) => environments));
  const reached = environmentsOf(fit.filter(({ name }) => own(authentication.groups, name) !== undefined));
  const closed = [...environmentsOf(fit)].filter((environment) => !reached.has(environment));
  return [
    ...unfit,
    ...closed.map((environment) => ({
      path,
      message: `no group comes to the servers of ${environment}; a role with operator or break-glass access there needs one; add it`,
    })),
  ];
};

type ByPlace = Readonly<Record<string, Readonly<Record<string, string>>>>;

function entries(values: ByPlace): { environment: string; region: string; value: string }[] {
  return Object.entries(values).flatMap(([environment, regions]) =>
    Object.entries(regions).map(([region, value]) => ({ environment, region, value })),
  );
}

function oneForEachHome(config: Checked['config'], values: ByPlace, path: Path, what: string): Problem[] {
  const places = homes(config);
  const others = parts(config).filter((part) => part.as === 'recovery');
  // What a recovery region needs may be there long before it is active.
  const active = homes(config).flatMap(({ environment, home: { recovery } }) =>
    recovery?.state === 'active' ? [{ environment, region: recovery.region }] : [],
  );
  const missing = [...places, ...active]
    .filter(({ environment, region }) => own(own(values, environment), region) === undefined)
    .map(({ environment, region }) => ({
      path,
      message: `nothing is said of ${environment}/${region}; each home region, and each recovery region that is active, needs ${what}; add it`,
    }));
  const strange = entries(values)
    .filter(
      ({ environment, region }) =>
        ![...places, ...others].some((place) => place.environment === environment && place.region === region),
    )
    .map(({ environment, region }) => ({
      path: [...path, environment, region],
      at: 'key' as const,
      message: `${environment}/${region} is not a home region; ${list(places.map((home) => `${home.environment}/${home.region}`))} are; remove it`,
    }));
  return [...missing, ...strange];
}
