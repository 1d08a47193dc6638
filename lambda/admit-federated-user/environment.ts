import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Table of the sites' app clients. */
  CLIENTS_TABLE: z.string().min(1),
});
export type Environment = z.infer<typeof environmentSchema>;
