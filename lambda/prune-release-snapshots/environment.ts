import { z } from 'zod';
import { snapshotPlacesSchema } from '../shared/release-snapshots/environment';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = snapshotPlacesSchema.extend({
  /** Number of releases whose snapshots are kept. */
  KEEP_RELEASES: z.coerce.number().int().min(1).default(5),
});
export type Environment = z.input<typeof environmentSchema>;
