import { z } from 'zod';
import { jobSiteSchema } from './job';

/** When a copy is made anew: after every night's backup (TN-15), at every release (TN-14), or when somebody asks. */
export const REFRESH = ['nightly', 'release', 'request'] as const;

export const catalogueSiteSchema = z.strictObject({
  kind: z.enum(['production', 'test', 'training', 'development']),
  /** Id of its database server. */
  server: z.string().min(1),
  /** For each copy of the site, by the copy's id. */
  refresh: z.record(z.string(), z.enum(REFRESH)),
  /** What the worker is told of it. */
  job: jobSiteSchema,
});
export type CatalogueSite = z.infer<typeof catalogueSiteSchema>;

export const catalogueServerSchema = z.strictObject({
  id: z.string().min(1),
  /** Name of the secret of the platform's own role on it. */
  secret: z.string().min(1),
});
export type CatalogueServer = z.infer<typeof catalogueServerSchema>;

/** The sites of one home region as the config wants them: what the registry is brought in line with. */
export const catalogueSchema = z.strictObject({
  format: z.literal(1),
  platform: z.string().min(1),
  environment: z.string().min(1),
  region: z.string().min(1),
  servers: z.array(catalogueServerSchema),
  sites: z.array(catalogueSiteSchema),
});
export type Catalogue = z.infer<typeof catalogueSchema>;

/** Key of the catalogue in the operations bucket; a new version of it starts the reconciliation. */
export const CATALOGUE_KEY = 'catalogue/sites.json';
