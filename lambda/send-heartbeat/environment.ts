import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Topic that wakes people in this region. */
  ON_CALL_TOPIC: z.string().startsWith('arn:'),
  /** Region that watches this one. */
  WATCHED_FROM: z.string().min(1),
});
export type Environment = z.infer<typeof environmentSchema>;
