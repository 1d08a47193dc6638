import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  ATTACHMENTS_BUCKET: z.string().min(3),
});
export type Environment = z.infer<typeof environmentSchema>;
