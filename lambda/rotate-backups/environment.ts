import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Table of the registry. */
  REGISTRY_TABLE: z.string().min(1),
  /** Bucket of the jobs. */
  OPERATIONS_BUCKET: z.string().min(3),
  /** Set by Lambda. */
  AWS_REGION: z.string().min(1),
});
export type Environment = Omit<z.infer<typeof environmentSchema>, 'AWS_REGION'>;
