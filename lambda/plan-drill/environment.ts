import { z } from 'zod';
import { jobCommonVariable } from '../shared/job-files';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Bucket that jobs are written to. */
  DRILLS_BUCKET: z.string().min(3),
  /** Of the recovery region alone, as `home`: a drill needs nothing of the region that might be lost. */
  JOB_COMMON: jobCommonVariable,
});
export type Environment = z.input<typeof environmentSchema>;
