import { z } from 'zod';
import { jsonText } from '../shared/json-text';
import { STEP_OPERATIONS } from '../shared/privacy/request';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Table of the requests. */
  REQUESTS_TABLE: z.string().min(1),
  /** Table of the registry. */
  REGISTRY_TABLE: z.string().min(1),
  /** Bucket in which the worker finds whom a request is about. */
  OPERATIONS_BUCKET: z.string().min(3),
  /** Locked bucket that receipts are kept in. */
  ARCHIVE_BUCKET: z.string().min(3),
  /** ARNs of the state machines, by operation, as JSON. */
  MACHINES: jsonText(z.record(z.enum(STEP_OPERATIONS), z.string().min(1))),
  /** Days before its deadline from which on-call is reminded of a request. */
  REMIND_DAYS: z.coerce.number().int().min(1),
  /** Platform, environment and region, as receipts name where it was. */
  PLACE: z.string().min(1),
});
export type Environment = Record<keyof z.input<typeof environmentSchema>, string>;
