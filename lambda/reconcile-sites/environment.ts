import { z } from 'zod';
import { jobCommonVariable } from '../shared/job-files';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Table of the registry. */
  REGISTRY_TABLE: z.string().min(1),
  /** Bucket that the catalogue is published in. */
  OPERATIONS_BUCKET: z.string().min(3),
  /** Whose sites these are: a catalogue of another platform, environment or region is refused. */
  JOB_COMMON: jobCommonVariable,
  /** State machine that onboards a site. */
  ONBOARD_MACHINE_ARN: z.string().startsWith('arn:'),
});
export type Environment = z.input<typeof environmentSchema>;
