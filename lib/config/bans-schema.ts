import { z } from 'zod';

const limit = (threshold: number, withinMinutes: number) => ({
  threshold: z
    .int()
    .min(2, 'must be 2 or more: once is a mistake')
    .max(200, 'must be 200 at the most: each one is remembered until then')
    .default(threshold)
    .describe('So many of one address bring a ban'),
  withinMinutes: z.int().min(1).max(60).default(withinMinutes).describe('Minutes in which they must lie together'),
});

/** A ban may be configured to last so many days at the most. */
export const LONGEST_BAN_DAYS = 30;

/** `bans` of `config/platform.yaml`: who is kept out for a while (NW-05, NW-06, D12). */
export const bansSchema = z
  .strictObject({
    allowed: z
      .array(
        z.strictObject({
          range: z.string().describe('IPv4 or IPv6 address or range, such as 203.0.113.0/28'),
          what: z.string().trim().min(1).describe('Whose it is; auditors read it'),
        }),
      )
      .max(60, 'must be 60 at the most: the function that bans has them in its environment')
      .default([])
      .describe(
        'Addresses that are never banned: offices, the way out of the VPN, customers behind one address, probes. Private ranges and the NAT gateways are left alone without',
      ),
    failedLogins: z
      .strictObject(limit(10, 10))
      .prefault({})
      .describe('Failed logins, as the application reports them (NW-05)'),
    flaggedRequests: z
      .strictObject({
        ...limit(50, 5),
        countedRules: z
          .array(z.string().regex(/^[\w-]{1,128}$/, 'must be the name of a rule of the firewall'))
          .max(20)
          .default([])
          .describe(
            'Rules of the firewall that only count, whose matches are offences nevertheless. Those that count by themselves, AnonymousIp and SizeRestrictions_BODY, match honest users',
          ),
      })
      .prefault({})
      .describe('Requests that the firewall blocks, too many in too short a time among them (NW-06)'),
    banMinutes: z
      .int()
      .min(5)
      .max(1440)
      .default(60)
      .describe('Minutes of a first ban; each further one is twice as long'),
    longestBanMinutes: z
      .int()
      .min(5)
      .max(
        LONGEST_BAN_DAYS * 24 * 60,
        'must be LONGEST_BAN_DAYS * 24 * 60 at the most: addresses change hands within a month',
      )
      .default(10_080)
      .describe('Minutes of the longest ban; a week by default'),
    forgetAfterDays: z
      .int()
      .min(1)
      .max(365)
      .default(30)
      .describe('Days after a ban in which the next is a further one'),
    ipv6Prefix: z
      .int()
      .min(48)
      .max(64, 'must be 64 or less: a subscriber has at least a /64, and takes another address of it at will')
      .default(64)
      .describe('Leading bits of an IPv6 address that are banned together: what one subscriber has'),
  })
  .prefault({});
export type BansConfig = z.infer<typeof bansSchema>;
