import { z } from 'zod';

/** Folder of what became of each drill, in the bucket of drills. */
export const RESULTS = 'results';

/** Key of the newest drill that succeeded, which the alarm on drills that are overdue goes by. */
export const LATEST_SUCCESS_KEY = `${RESULTS}/latest-success.json`;

export const latestSuccessSchema = z.object({
  /** ISO 8601 instant at which it began. */
  at: z.iso.datetime(),
  execution: z.string(),
});
export type LatestSuccess = z.infer<typeof latestSuccessSchema>;
