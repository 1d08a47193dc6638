import { z } from 'zod';
import { jobCommonVariable } from '../shared/job-files';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Table of the registry. */
  REGISTRY_TABLE: z.string().min(1),
  /** Bucket that jobs are written to. */
  OPERATIONS_BUCKET: z.string().min(3),
  JOB_COMMON: jobCommonVariable,
});
export type Environment = z.input<typeof environmentSchema>;
