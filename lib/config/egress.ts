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

/** Hosts of integrated third parties by the residency whose data they receive (OR-06, D14). */
export function hostsByResidency(config: PlatformConfig): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.keys(config.residencies).map((residency) => [residency, egressHosts(config, new Set([residency]))]),
  );
}
