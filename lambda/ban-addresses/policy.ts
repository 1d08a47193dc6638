import { z } from 'zod';
import { overlap, readRange, startOf } from '../shared/addresses';
import type { AddressRange } from '../shared/addresses';

const limitSchema = z.object({
  /** So many offences of an address … */
  threshold: z.number().int().min(1),
  /** … within so many minutes bring a ban. */
  withinMinutes: z.number().int().min(1),
});

/** When an address is banned, and for how long; the construct hands it over as JSON. */
export const policySchema = z.object({
  failedLogins: limitSchema,
  flaggedRequests: limitSchema.extend({
    /** Rules of the firewall that only count, and whose matches are offences all the same. */
    countedRules: z.array(z.string()),
  }),
  /** Length of a first ban; each further one is twice as long. */
  banMinutes: z.number().int().min(1),
  longestBanMinutes: z.number().int().min(1),
  /** Days after the end of a ban in which the next one counts as a further one. */
  forgetAfterDays: z.number().int().min(1),
  /** Leading bits of an IPv6 address that are banned together. */
  ipv6Length: z.number().int().min(1).max(128),
  /** Ranges that are never banned. */
  allowed: z.array(z.string()),
});
export type BanPolicy = z.infer<typeof policySchema>;

/**
 * Nobody on the internet has one of these: private networks, ours among them, links, this machine. A proxy that hides
 * its clients would otherwise have itself banned.
 */
const NOBODY = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
  ...['224.0.0.0/3', '::/96', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
].map(rangeOf);

/** Who may be banned, and as what. */
export class BanScope {
  private readonly never: readonly AddressRange[];

  constructor(private readonly policy: Pick<BanPolicy, 'allowed' | 'ipv6Length'>) {
    this.never = [...NOBODY, ...policy.allowed.map(rangeOf)];
  }

  /**
   * What is banned for the sake of an address: itself; of IPv6 all that its subscriber can change to in a moment.
   * Undefined if the text is no address.
   */
  public rangeFor(address: string): AddressRange | undefined {
    const range = readRange(address);
    if (range?.family !== 'ipv6') return range;
    return startOf({ ...range, length: Math.min(range.length, this.policy.ipv6Length) });
  }

  /** Whether an address is in it that must never be banned. */
  public spares(range: AddressRange): boolean {
    return this.never.some((allowed) => overlap(allowed, range));
  }
}

function rangeOf(text: string): AddressRange {
  const range = readRange(text);
  if (range) return range;
  throw new Error(`'${text}' is no address or range; write one such as 203.0.113.0/28 or 2001:db8::/48`);
}
