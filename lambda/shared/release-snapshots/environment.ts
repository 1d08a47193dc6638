import { z } from 'zod';

/** What both functions of the release snapshots read from their environment. */
export const snapshotPlacesSchema = z.object({
  PLATFORM: z.string().min(1),
  ENVIRONMENT: z.string().min(1),
  /** Region that everything is copied to. Absent where the environment has none. */
  RECOVERY_REGION: z.string().min(1).optional(),
});
