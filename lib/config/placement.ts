import { Document, isMap, visit } from 'yaml';
import type { PlatformConfig } from './platform-schema';
import type { PlacedServer, Placement } from './placement-schema';
import { describeSites } from './sites';
import type { SiteConfigs, UnplacedSite } from './sites';

/** RDS instances with their alarms and secrets make a data stack of a size that a change set can still be read in. */
export const SERVERS_PER_STACK = 20;

type Servers = Record<string, PlacedServer>;

const HEADER = ` yaml-language-server: $schema=schema/placement.schema.json
 Which server each site lives on. Written by 'npm run config:place', which adds new sites and never moves one:
 a site that moves is a migration of its data. To take down an empty server set 'removed: true' on it.`;

/**
 * Gives every new site a server: the first shared one of its region with room, by number, or a new one.
 * Sites that have a server keep it, servers keep their stack, and numbers are not given out twice. Sites that are
 * no longer in the config are dropped; their server stays, empty or not.
 */
export function place(config: PlatformConfig, sites: SiteConfigs, current: Placement): Placement {
  const described = describeSites(config, sites);
  const sizes = new Map(described.map(({ id, sizeGb }) => [id, sizeGb]));
  const placement = withoutRetired(current, described);
  const placed = new Set(everyServer(placement).flatMap(({ server }) => server.sites));
  const rooms = new Map<Servers, Room>();
  for (const site of described) {
    if (placed.has(site.id)) continue;
    const servers = ((placement[site.environment] ??= {})[site.region] ??= {});
    const room = rooms.get(servers) ?? new Room(servers, config.environments[site.environment], sizes);
    rooms.set(servers, room);
    (isDedicated(site) ? room.dedicated(site) : room.shared(site)).sites.push(site.id);
  }
  return sorted(placement);
}

/** Whether the site has a server to itself (TN-17); its companions stand on shared ones. */
export function isDedicated(site: Pick<UnplacedSite, 'kind' | 'options'>): boolean {
  return site.kind === 'production' && site.options.includes('dedicated-server');
}

/** Every server of a placement, with where it stands. */
export function everyServer(
  placement: Placement,
): { environment: string; region: string; id: string; server: PlacedServer }[] {
  return Object.entries(placement).flatMap(([environment, regions]) =>
    Object.entries(regions).flatMap(([region, servers]) =>
      Object.entries(servers).map(([id, server]) => ({ environment, region, id, server })),
    ),
  );
}

/** The text of `placement.yaml`: one site a line, so that a review shows what is new. */
export function renderPlacement(placement: Placement): string {
  const document = new Document(sorted(placement));
  document.commentBefore = HEADER;
  visit(document, {
    Pair: (_, { value }) => {
      if (isMap(value) && value.items.length === 0) value.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function withoutRetired(current: Placement, described: readonly UnplacedSite[]): Placement {
  const known = new Set(described.map(({ id }) => id));
  const copy: Placement = {};
  for (const { environment, region, id, server } of everyServer(current)) {
    const servers = ((copy[environment] ??= {})[region] ??= {});
    servers[id] = { ...server, sites: server.sites.filter((site) => known.has(site)) };
  }
  return copy;
}

/** A shared server that may have room, and how much of it is taken. */
interface Filling {
  readonly server: PlacedServer;
  sites: number;
  gigabytes: number;
}

/** The room that the servers of a region have. It remembers what it has counted, since sites come by the thousand. */
class Room {
  private readonly limits: { readonly maxSites: number; readonly maxStorageGb: number };
  /** By number, without those that have as many sites as they may. */
  private fillings: Filling[];
  private lastNumber: number;
  /** Servers of each data stack; removed ones too, so that a stack never grows beyond its limit when one returns. */
  private readonly stacks = new Map<number, number>();

  constructor(
    private readonly servers: Servers,
    environment: PlatformConfig['environments'][string] | undefined,
    sizes: ReadonlyMap<string, number>,
  ) {
    this.limits = environment?.databaseServers.shared ?? { maxSites: 0, maxStorageGb: 0 };
    const numbered = Object.entries(servers).flatMap(([id, server]) => {
      const number = sharedNumber(id);
      return number === undefined ? [] : [{ number, server }];
    });
    this.fillings = numbered
      .filter(({ server }) => !server.removed && server.sites.length < this.limits.maxSites)
      .sort((a, b) => a.number - b.number)
      .map(({ server }) => ({ server, sites: server.sites.length, gigabytes: total(server.sites, sizes) }));
    this.lastNumber = Math.max(0, ...numbered.map(({ number }) => number));
    for (const { stack } of Object.values(servers)) this.count(Number(stack.slice('data-'.length)));
  }

  public dedicated({ id, timeZone }: UnplacedSite): PlacedServer {
    const server = (this.servers[`dedicated-${id}`] ??= { stack: this.stackWithRoom(), timeZone, sites: [] });
    delete server.removed;
    return server;
  }

  public shared({ sizeGb, timeZone }: UnplacedSite): PlacedServer {
    const filling =
      this.fillings.find(({ gigabytes }) => gigabytes + sizeGb <= this.limits.maxStorageGb) ?? this.open(timeZone);
    filling.sites += 1;
    filling.gigabytes += sizeGb;
    if (filling.sites >= this.limits.maxSites) this.fillings = this.fillings.filter((one) => one !== filling);
    return filling.server;
  }

  private open(timeZone: string): Filling {
    this.lastNumber += 1;
    const server: PlacedServer = { stack: this.stackWithRoom(), timeZone, sites: [] };
    this.servers[`shared-${this.lastNumber}`] = server;
    const filling = { server, sites: 0, gigabytes: 0 };
    this.fillings.push(filling);
    return filling;
  }

  private stackWithRoom(): string {
    let number = 1;
    while ((this.stacks.get(number) ?? 0) >= SERVERS_PER_STACK) number++;
    this.count(number);
    return `data-${number}`;
  }

  private count(stack: number): void {
    this.stacks.set(stack, (this.stacks.get(stack) ?? 0) + 1);
  }
}

function sharedNumber(id: string): number | undefined {
  const digits = /^shared-(\d+)$/.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function total(sites: readonly string[], sizes: ReadonlyMap<string, number>): number {
  return sites.reduce((sum, site) => sum + (sizes.get(site) ?? 0), 0);
}

/** Environments and regions by name, shared servers by number before dedicated ones. */
function sorted(placement: Placement): Placement {
  return mapSorted(placement, compareNames, (regions) =>
    mapSorted(regions, compareNames, (servers) =>
      mapSorted(servers, compareServers, ({ stack, timeZone, removed, sites }) => ({
        stack,
        timeZone,
        ...(removed && { removed }),
        sites: [...sites].sort(),
      })),
    ),
  );
}

function mapSorted<T, U>(
  record: Record<string, T>,
  compare: (a: string, b: string) => number,
  map: (value: T) => U,
): Record<string, U> {
  const entries = Object.entries(record).sort(([a], [b]) => compare(a, b));
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value)]));
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareServers(a: string, b: string): number {
  const [p, q] = [sharedNumber(a) ?? Infinity, sharedNumber(b) ?? Infinity];
  return p === q ? compareNames(a, b) : p - q;
}
