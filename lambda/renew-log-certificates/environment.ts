import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Secret of the authority's certificate and key, which nobody else reads. */
  AUTHORITY_SECRET: z.string().min(1),
  /** Secret of the log servers' certificate. */
  SERVER_SECRET: z.string().min(1),
  /** Secret of the certificate of those that send to them. */
  CLIENT_SECRET: z.string().min(1),
});
export type Environment = z.infer<typeof environmentSchema>;
