import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Table of the sites' API keys. */
  KEYS_TABLE: z.string().min(1),
  /** Days that a key lasts. */
  EXPIRE_DAYS: z.string().regex(/^\d+$/),
  /** Days that a key still works once another has taken its place. */
  OVERLAP_DAYS: z.string().regex(/^\d+$/),
});
export type Environment = z.infer<typeof environmentSchema>;
