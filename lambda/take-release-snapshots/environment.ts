import { z } from 'zod';
import { jsonText } from '../shared/json-text';
import { snapshotPlacesSchema } from '../shared/release-snapshots/environment';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = snapshotPlacesSchema
  .extend({
    /** Names of the RDS instances, as a JSON list. */
    DATABASE_SERVERS: jsonText(z.array(z.string().min(1))),
    /** Tags of the volumes to snapshot, as JSON; a volume must have all of them. */
    VOLUME_TAGS: jsonText(
      z
        .record(z.string().min(1), z.string())
        .refine(
          (tags) => Object.keys(tags).length > 0,
          'must name a tag: without, every volume of the region is meant',
        ),
    ),
    /** Alias of the key in the recovery region that copies are encrypted with. */
    RECOVERY_KEY: z.string().startsWith('alias/').optional(),
  })
  .refine(({ RECOVERY_REGION, RECOVERY_KEY }) => (RECOVERY_REGION === undefined) === (RECOVERY_KEY === undefined), {
    message: 'RECOVERY_REGION and RECOVERY_KEY go together',
  });
export type Environment = z.input<typeof environmentSchema>;
