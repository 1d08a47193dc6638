import type { HomeRegion } from './platform';
import { own } from './own';
import type { PlatformConfig } from './platform-schema';

/** Sub-processors that an integration sends to, by the integration's name; unregistered ones are left out. */
export function integrated(config: PlatformConfig): Map<string, PlatformConfig['subProcessors'][number]> {
  const registered = new Map(config.subProcessors.map((processor) => [processor.name, processor]));
  return new Map(
    Object.entries(config.integrations).flatMap(([integration, name]) => {
      const processor = registered.get(name);
      return processor ? [[integration, processor] as const] : [];
    }),
  );
}

/** Hosts of third parties that servers of sites with these residencies may talk to, sorted (OR-06). */
export function egressHosts(config: PlatformConfig, residencies: ReadonlySet<string>): string[] {
  const hosts = [...integrated(config).values()].flatMap(({ endpoints }) =>
    Object.entries(endpoints).flatMap(([residency, { host }]) => (residencies.has(residency) ? [host] : [])),
  );
  return [...new Set(hosts)].sort();
}

/** Services that something is sent to from the platform itself. */
export type Integration = keyof PlatformConfig['integrations'];

/** Where a third party takes what is sent to it. */
export interface Endpoint {
  /** Name of the sub-processor. */
  readonly party: string;
  readonly host: string;
  /** Region that it stands in. */
  readonly region: string;
}

/**
 * The endpoint of an integrated third party for what a region says of all its sites together: it lies inside the
 * residency of each (LG-09, LG-10, LG-11, D8). The region's own comes first.
 *
 * @param residencies of the sites of the region
 * @returns undefined where no endpoint lies inside them all, or where there is no site yet
 */
export function endpointOf(
  { residencies: regions }: PlatformConfig,
  { name: party, endpoints }: PlatformConfig['subProcessors'][number],
  region: string,
  residencies: ReadonlySet<string>,
): Endpoint | undefined {
  const candidates = [...residencies]
    .flatMap((residency) => own(endpoints, residency) ?? [])
    .filter((endpoint) => [...residencies].every((residency) => regions[residency]?.includes(endpoint.region)));
  const endpoint = candidates.find((one) => one.region === region) ?? candidates[0];
  return endpoint && { party, ...endpoint };
}

/** Where a home region sends what integrations are for, by integration; nowhere while it has no site. */
export function endpointsOf(
  config: PlatformConfig,
  { region, sites }: Pick<HomeRegion, 'region' | 'sites'>,
): Partial<Record<Integration, Endpoint>> {
  const residencies = new Set(sites.map(({ residency }) => residency).sort());
  return Object.fromEntries(
    [...integrated(config)].flatMap(([integration, processor]) => {
      const endpoint = endpointOf(config, processor, region, residencies);
      return endpoint ? [[integration, endpoint]] : [];
    }),
  );
}

/** Hosts of integrated third parties by the residency whose data they receive (OR-06, D14). */
export function hostsByResidency(config: PlatformConfig): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.keys(config.residencies).map((residency) => [residency, egressHosts(config, new Set([residency]))]),
  );
}

/** Hosts of integrated third parties by the integration that they are for. */
export function hostsByIntegration(config: PlatformConfig): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    [...integrated(config)].map(([integration, { endpoints }]) => [
      integration,
      Object.values(endpoints).map(({ host }) => host),
    ]),
  );
}
