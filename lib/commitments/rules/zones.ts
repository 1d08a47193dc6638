import type { Assembly, StackTemplate } from '../assembly';

/** The zones that subnets stand in; one whose zone is known at deployment only counts as a zone of its own. */
export function zonesOf(subnets: unknown, from: StackTemplate, assembly: Assembly): Set<string> {
  const all = Array.isArray(subnets) ? (subnets as unknown[]) : [];
  return new Set(all.map((subnet) => zoneOf(subnet, from, assembly) ?? JSON.stringify(subnet)));
}

/** The zone that a subnet stands in; undefined where only a deployment knows. */
export function zoneOf(subnet: unknown, from: StackTemplate, assembly: Assembly): string | undefined {
  const zone = assembly.target(subnet, from)?.properties.AvailabilityZone;
  return typeof zone === 'string' ? zone : undefined;
}
