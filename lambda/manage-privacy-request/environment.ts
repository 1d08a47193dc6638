import { z } from 'zod';
import { partiesVariable } from '../shared/privacy/parties';

const days = z.coerce.number().int().min(1);

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Table of the requests. */
  REQUESTS_TABLE: z.string().min(1),
  /** Table of the registry. */
  REGISTRY_TABLE: z.string().min(1),
  /** Bucket that exports are fetched from. */
  EXPORTS_BUCKET: z.string().min(3),
  /** Days in which a request is answered. */
  DEADLINE_DAYS: days.max(30),
  /** Days in which a sub-processor must have confirmed. */
  SUB_PROCESSOR_DAYS: days,
  /** Days between a customer's retirement and erasure. */
  EXIT_WAITING_DAYS: days,
  /** Sub-processors that receive customers' data, as JSON. */
  SUB_PROCESSORS: partiesVariable,
});
export type Environment = Record<keyof z.input<typeof environmentSchema>, string>;
