import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Table of the registry. */
  REGISTRY_TABLE: z.string().min(1),
  /** Role that reads the data of the one site that its session is tagged with. */
  READER_ROLE_ARN: z.string().startsWith('arn:aws:iam::'),
});
export type Environment = z.infer<typeof environmentSchema>;
