import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  USER_POOL: z.string().min(1),
  /** Table of the sites' app clients. */
  CLIENTS_TABLE: z.string().min(1),
  /** Table of the sites' API keys. */
  KEYS_TABLE: z.string().min(1),
  /** Table of the registry of sites, which says what is erased. */
  REGISTRY_TABLE: z.string().min(1),
  /** Roles of the application, with spaces between; each is a group of every site. */
  APPLICATION_ROLES: z.string().min(1),
});
export type Environment = z.infer<typeof environmentSchema>;
