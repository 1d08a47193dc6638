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
  readonly sentAt?: string;
  readonly sentBy?: string;
}
