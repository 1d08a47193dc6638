import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Name of the RDS instance that drills make. */
  SERVER_NAME: z.string().min(1),
  /** Bucket that results are written to. */
  DRILLS_BUCKET: z.string().min(3),
  /** ARN of the state machine of drills: before the first success, their age is that of the machine. */
  DRILL_MACHINE_ARN: z.string().min(1),
});
export type Environment = z.input<typeof environmentSchema>;
