import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Table of the registry. */
  REGISTRY_TABLE: z.string().min(1),
  /** Path by which the hosted application says that it is well. */
  HEALTH_PATH: z.string().startsWith('/'),
  /** Sites that are probed in one run; the firewall lets one address make only so many requests. */
  SITES_PER_RUN: z.coerce.number().int().positive(),
});
export type Environment = z.input<typeof environmentSchema>;
