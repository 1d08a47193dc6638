import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Bucket that results are written to. */
  DRILLS_BUCKET: z.string().min(3),
  /** Region whose sites are restored. */
  HOME_REGION: z.string().min(1),
  /** Region that they are restored in. */
  RECOVERY_REGION: z.string().min(1),
});
export type Environment = z.input<typeof environmentSchema>;
