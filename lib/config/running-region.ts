import type { HomeRegion, RecoveryRegion } from './platform';

/**
 * Where the sites of a home region run: there, or in its recovery region once that is active (DR-02). The two have
 * changed places then: backups are copied to what was the home region.
 */
export function runningRegion(home: HomeRegion): HomeRegion {
  const { recovery } = home;
  if (recovery?.state !== 'active') return home;
  return {
    ...home,
    ...groundOf(recovery),
    servers: home.servers.map((server) =>
      server.replicated ? { ...server, instance: besideReplica(server.id) } : server,
    ),
    recovery: { ...groundOf(home), egressHosts: home.egressHosts, home: recovery.region, state: 'standby' },
    // The page's own host is that of the user pool at home, and no second pool can have it.
    signInHost: undefined,
  };
}

/** The replica has the server's own name. No longer than that one: RDS takes 63 characters. */
function besideReplica(server: string): string {
  return server.replace(/^dedicated-/, 'restored-').replace(/^shared-/, 'shared-restored-');
}

/** What is said of a region alone. */
function groundOf({ platform, environment, account, region, zones, cidr }: HomeRegion | RecoveryRegion) {
  return { platform, environment, account, region, zones, cidr };
}

/** Host name below the domain of sites that leads to one region, whichever of a pair answers for the sites (AV-03). */
export function regionHost(domain: string, region: string): string {
  return `${region}.${domain}`;
}
