import type { SiteRecord } from '../shared/registry/records';

/** A site as its users know it. */
export interface PublicSite {
  readonly id: string;
  readonly kind: SiteRecord['kind'];
  readonly hostName: string;
}

/** Minutes from one run to the next: the rate of its schedule. */
export const PROBED_EVERY_MINUTES = 5;

/** Runs in a row that probe the same sites, so that an alarm sees a failure more than once before it rises. */
const RUNS_IN_A_ROW = 3;

/** Sites that people use: those that are in service and have a host name. */
export function publicSites(sites: readonly SiteRecord[]): PublicSite[] {
  return sites.flatMap(({ id, kind, state, job: { record } }) =>
    (state === 'active' || state === 'departed') && typeof record.hostName === 'string'
      ? [{ id, kind, hostName: record.hostName }]
      : [],
  );
}

/**
 * Whose turn it is: all sites, or where there are more than a run may probe, the next part of them, for three runs in a
 * row. Needs no memory: the time tells.
 */
export function turnOf<T extends { readonly id: string }>(sites: readonly T[], at: Date, atMost: number): T[] {
  if (sites.length <= atMost) return [...sites];
  const inOrder = [...sites].sort((a, b) => (a.id < b.id ? -1 : 1));
  const parts = Math.ceil(inOrder.length / atMost);
  const turn = Math.floor(at.getTime() / (PROBED_EVERY_MINUTES * RUNS_IN_A_ROW * 60_000)) % parts;
  return inOrder.slice(turn * atMost, (turn + 1) * atMost);
}
