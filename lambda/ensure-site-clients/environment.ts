import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Table of the sites' app clients. */
  CLIENTS_TABLE: z.string().min(1),
  USER_POOL: z.string().min(1),
  /** Bucket of the published catalogue of sites. */
  OPERATIONS_BUCKET: z.string().min(3),
  /** `<platform>/<environment>/<region>`, whose catalogue it is. */
  PLACE: z.string().regex(/^[^/]+\/[^/]+\/[^/]+$/),
  /** Roles of the application, with spaces between; each is a group of every site. */
  APPLICATION_ROLES: z.string().min(1),
  /** Minutes that an access token lasts. */
  ACCESS_TOKEN_MINUTES: z.string().regex(/^\d+$/),
  /** Hours after which a person signs in again. */
  SESSION_HOURS: z.string().regex(/^\d+$/),
  /** Path of a site that takes who has signed in. */
  CALLBACK_PATH: z.string().startsWith('/'),
});
export type Environment = z.infer<typeof environmentSchema>;
