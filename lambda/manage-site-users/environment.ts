import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  USER_POOL: z.string().min(1),
  /** Roles of the application, with spaces between. */
  APPLICATION_ROLES: z.string().min(1),
});
export type Environment = z.infer<typeof environmentSchema>;
