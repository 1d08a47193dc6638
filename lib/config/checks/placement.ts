import { own } from '../own';
import { everyServer, isDedicated, SERVERS_PER_STACK } from '../placement';
import type { PlacedServer } from '../placement-schema';
import { list } from '../problems';
import type { Path, Problem } from '../problems';
import { COMPANION_KINDS, companionId } from '../sites';
import type { UnplacedSite } from '../sites';
import { suggestion } from '../suggestion';
import { COMPANION_OPTIONS } from '../vocabulary';
import { some } from './regions';
import type { Check, Checked } from './input';

interface Located {
  readonly environment: string;
  readonly region: string;
  readonly id: string;
  readonly server: PlacedServer;
  readonly path: Path;
}

const PLACE = "run 'npm run config:place'";

function servers({ placement }: Checked): Located[] {
  return everyServer(placement).map((one) => ({ ...one, path: ['placement', one.environment, one.region, one.id] }));
}

export const everySitePlaced: Check = (input) => {
  const placed = new Set(servers(input).flatMap(({ server }) => server.sites));
  const missing = input.described.map(({ id }) => id).filter((id) => !placed.has(id));
  if (missing.length === 0) return [];
  const verb = missing.length === 1 ? 'has' : 'have';
  const message = `${some(missing)} ${verb} no server; every site lives on one; ${PLACE}`;
  return [{ path: ['placement'], message, solvedByPlacing: true }];
};

/** The two readings of one site, its file and its placement, must agree: nothing moves data by a change of text. */
export const placedWhereTheyBelong: Check = (input) => {
  const sites = new Map(input.described.map((site) => [site.id, site]));
  const first = new Map<string, string>();
  const unknown = unknownSites(input);
  const placed = new Set(servers(input).flatMap(({ server }) => server.sites));
  const unplaced = [...sites.keys()].filter((id) => !placed.has(id));
  return servers(input).flatMap((located) =>
    located.server.sites.flatMap((id, index): Problem[] => {
      const path = [...located.path, 'sites', index];
      const here = `${located.environment}/${located.region}/${located.id}`;
      const other = first.get(id);
      if (other !== undefined) {
        return [{ path, message: `'${id}' lives on ${other} already; a site lives on one server; remove it from one` }];
      }
      first.set(id, here);
      const site = sites.get(id);
      if (site) {
        // A place that is not there is reported by itself.
        const there = own(own(input.config.environments, located.environment)?.regions, located.region);
        return there ? misplaced(site, located).map((message) => ({ path, message })) : [];
      }
      if (!unknown(id)) return [];
      // A slip of the hand must not become a site that is gone, and another that is new elsewhere.
      const meant = suggestion(id, unplaced);
      const remedy = meant ? `${meant} Otherwise remove it` : `; ${PLACE}`;
      const message = `'${id}' is not a site; those with a file in sites and their companions are${remedy}`;
      return [{ path, message, solvedByPlacing: meant === '' }];
    }),
  );
};

function misplaced(site: UnplacedSite, { environment, region, id }: Located): string[] {
  const migrate = 'a move is a migration of its data; undo the change or migrate it';
  if (site.environment !== environment || site.region !== region) {
    return [
      `'${site.id}' belongs to ${site.environment}/${site.region}; it lives on a server of ${environment}/${region}; ${migrate}`,
    ];
  }
  if (id.startsWith('dedicated-') && id !== `dedicated-${site.id}`) {
    return [`'${site.id}' lives on a dedicated server of another site; only that site may live on ${id}; ${migrate}`];
  }
  if (isDedicated(site) && id !== `dedicated-${site.id}`) {
    return [`'${site.id}' ordered 'dedicated-server'; it lives on ${id} instead of dedicated-${site.id}; ${migrate}`];
  }
  return [];
}

/** Sites with a problem of their own are not unknown: one mistake makes one message. */
function unknownSites({ sites, described, unreadable }: Checked): (id: string) => boolean {
  const excused = new Set<string>();
  const known = new Set(described.map(({ id }) => id));
  for (const id of [...Object.keys(sites), ...(unreadable ?? [])]) {
    if (!known.has(id)) excused.add(id);
    for (const kind of COMPANION_KINDS) {
      if (!known.has(id) || unreadable?.has(id) || own(sites, id)?.options.includes(COMPANION_OPTIONS[kind]))
        excused.add(companionId(id, kind));
    }
  }
  return (id) => !known.has(id) && !excused.has(id);
}

export const serversInRegions: Check = (input) => {
  const { environments } = input.config;
  return Object.entries(input.placement).flatMap(([environment, regions]): Problem[] => {
    const path = ['placement', environment];
    const known = Object.keys(own(environments, environment)?.regions ?? {});
    if (!Object.hasOwn(environments, environment)) {
      const names = Object.keys(environments);
      const hint = suggestion(environment, names) || '; restore the environment or remove it here';
      return [{ path, at: 'key', message: `'${environment}' is not an environment; ${list(names)} are${hint}` }];
    }
    return Object.keys(regions)
      .filter((region) => !known.includes(region))
      .map((region) => ({
        path: [...path, region],
        at: 'key',
        message: `'${region}' is not a home region of ${environment}; ${list(known)} are${suggestion(region, known) || '; restore the region or remove it here'}`,
      }));
  });
};

export const withinCapacity: Check = (input) => {
  const sizes = new Map(input.described.map(({ id, sizeGb }) => [id, sizeGb]));
  return servers(input).flatMap(({ environment, id, server, path }): Problem[] => {
    const limits = own(input.config.environments, environment)?.databaseServers.shared;
    if (!limits || !id.startsWith('shared-')) return [];
    const problems: Problem[] = [];
    const at = [...path, 'sites'];
    if (server.sites.length > limits.maxSites) {
      problems.push({
        path: at,
        at: 'key',
        message: `${server.sites.length} sites live on ${id}; ${limits.maxSites} are allowed; migrate some or raise maxSites in platform.yaml`,
      });
    }
    // A site that is too large by itself is reported by itself.
    const each = server.sites.map((site) => sizes.get(site) ?? 0).filter((size) => size <= limits.maxStorageGb);
    const size = each.reduce((sum, one) => sum + one, 0);
    if (size > limits.maxStorageGb) {
      problems.push({
        path: at,
        at: 'key',
        message: `the sites on ${id} may grow to ${size} GB; ${limits.maxStorageGb} GB are allowed; migrate some or raise maxStorageGb in platform.yaml`,
      });
    }
    return problems;
  });
};

export const stacksNotTooLarge: Check = (input) => {
  const counts = new Map<string, number>();
  return servers(input).flatMap(({ environment, region, id, server, path }): Problem[] => {
    const key = `${environment}/${region}/${server.stack}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count <= SERVERS_PER_STACK) return [];
    return [
      {
        path: [...path, 'stack'],
        message: `'${server.stack}' holds ${count} servers with ${id}; ${SERVERS_PER_STACK} are allowed; give new servers by 'npm run config:place', which opens the next stack`,
      },
    ];
  });
};

export const removedServersEmpty: Check = (input) =>
  servers(input).flatMap(({ id, server, path }): Problem[] =>
    server.removed && server.sites.length > 0
      ? [
          {
            path: [...path, 'removed'],
            message: `${id} still holds ${some(server.sites)}; only an empty server is taken down; migrate its sites first`,
          },
        ]
      : [],
  );

/** A number given out twice would confuse the recovery points of two servers. */
export const numbersKept: Check = (input) =>
  Object.entries(input.placement).flatMap(([environment, regions]) =>
    Object.entries(regions).flatMap(([region, servers]) => {
      const numbers = Object.keys(servers).flatMap((id) => Number(/^shared-(\d+)$/.exec(id)?.[1] ?? []));
      const missing = Array.from({ length: Math.max(0, ...numbers) }, (_, index) => index + 1).filter(
        (number) => !numbers.includes(number),
      );
      return missing.map((number) => ({
        path: ['placement', environment, region],
        at: 'key' as const,
        message: `shared-${number} is missing; numbers are not given out twice, so that a server taken down stays listed; restore it with 'removed: true'`,
      }));
    }),
  );
