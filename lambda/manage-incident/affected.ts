import type { Affects } from '../shared/incidents/incident';
import type { SiteRecord } from '../shared/registry/records';
import { Refusal } from './refusal';

/** What of a site is in its job's record, as the config resolves it. */
interface ConfiguredSite {
  readonly customer?: string;
  readonly noticeContact?: string;
}

export interface AffectedCustomer {
  readonly customer: string;
  readonly contact?: string;
  readonly residency: string;
  readonly sites: readonly string[];
}

/**
 * Sites that hold data and are affected: those that are named, those of a server, or all. An erased one holds none; but
 * what was erased after the incident began had been exposed before, and its customer must hear of it (IR-01).
 *
 * @param from When the incident began. Default: only what holds data now counts
 */
export function affectedSites(
  { sites, servers, region }: Affects,
  known: readonly SiteRecord[],
  from?: string,
): SiteRecord[] {
  const held = ({ state, since }: SiteRecord) =>
    state === 'erased' ? from !== undefined && since > from : state !== 'planned';
  return known.filter((site) => held(site) && (region || sites.includes(site.id) || servers.includes(site.server)));
}

/**
 * The sites that an operator names.
 *
 * @throws Refusal if one of them is not in the registry.
 */
export function namedSites(ids: readonly string[], known: readonly SiteRecord[]): SiteRecord[] {
  const unknown = ids.filter((id) => !known.some((site) => site.id === id));
  if (unknown.length > 0) {
    throw new Refusal(`The registry of this region has no site ${unknown.join(', ')}; use ids of config/sites`);
  }
  return known.filter(({ id }) => ids.includes(id));
}

/** Whom the sites belong to, with the address that the config has for them; in the order of their ids. */
export function customersOf(sites: readonly SiteRecord[]): AffectedCustomer[] {
  const customers = new Map<string, AffectedCustomer>();
  for (const { id, job } of sites) {
    const { customer = id, noticeContact } = job.record as ConfiguredSite;
    const known = customers.get(customer);
    customers.set(customer, {
      customer,
      contact: known?.contact ?? noticeContact,
      residency: known?.residency ?? job.residency.name,
      sites: [...(known?.sites ?? []), id].sort(),
    });
  }
  return [...customers.values()].sort((a, b) => (a.customer < b.customer ? -1 : 1));
}
