/** What one affected customer is to be told of a breach, and when that was done (IR-01). */
export interface Notice {
  /** Id of the customer. */
  readonly customer: string;
  /** Address for such notices, as the config has it; absent for a site from before it had any. */
  readonly contact?: string;
  readonly residency: string;
  /** Sites of the customer that are affected. */
  readonly sites: readonly string[];
  readonly text: string;
  /** When sites were added to a draft that was not sent: what was sent before does not name them. */
  readonly extendedAt?: string;
  readonly sentAt?: string;
  readonly sentBy?: string;
  /** What the customer was told before, of other sites; the newest last. Default: nothing */
  readonly earlier?: readonly Told[];
}

/** A notice that was sent. */
interface Told {
  readonly sites: readonly string[];
  readonly sentAt: string;
  readonly sentBy: string;
}

/** Sites of which the customer has been told. */
export function toldSites({ sites, sentAt, earlier = [] }: Notice): string[] {
  return [...earlier.flatMap((told) => told.sites), ...(sentAt === undefined ? [] : sites)];
}

/** Sites that a customer has been told of, or is to be. */
export function allSites({ sites, earlier = [] }: Notice): string[] {
  return [...earlier.flatMap((told) => told.sites), ...sites];
}
