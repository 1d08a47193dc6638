import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  ATTACHMENTS_BUCKET: z.string().min(3),
  QUARANTINE_BUCKET: z.string().min(3),
  /** Both are in the alias of a site's key. */
  PLATFORM: z.string().min(1),
  ENVIRONMENT: z.string().min(1),
  /** Table of the registry of sites; a recovery region has none. */
  REGISTRY_TABLE: z.string().min(1).optional(),
  /** Set by Lambda. */
  AWS_REGION: z.string().min(1),
});
export type Environment = Omit<z.infer<typeof environmentSchema>, 'AWS_REGION'>;
