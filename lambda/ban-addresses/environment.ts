import { z } from 'zod';
import { policySchema } from './policy';

const listSchema = z.object({ name: z.string().min(1), id: z.string().min(1) });

/** The firewall's lists of banned addresses, one for each family. */
export const listsSchema = z.object({ ipv4: listSchema, ipv6: listSchema });
export type BanLists = z.infer<typeof listsSchema>;

const json = z.string().transform((text) => JSON.parse(text) as unknown);

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Table of the bans. */
  BANS_TABLE: z.string().min(1),
  /** `BanLists` as JSON. */
  BAN_LISTS: json.pipe(listsSchema),
  /** `BanPolicy` as JSON. */
  BAN_POLICY: json.pipe(policySchema),
});
export type Environment = z.input<typeof environmentSchema>;
