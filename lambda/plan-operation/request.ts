import { z } from 'zod';
import { executionSchema, instantSchema, OPERATIONS } from '../shared/step';
import { Refusal } from './refusal';

const common = { at: instantSchema, execution: executionSchema };
/** What becomes an argument of the worker's must not look like an option. */
const word = z.string().regex(/^[A-Za-z0-9][\w.+=:@-]*$/, 'must be a word that begins with a letter or digit');

const operationSchema = z.object({
  operation: z.enum(OPERATIONS).exclude(['backup']),
  site: z.string().min(1),
  ...common,
  /** Needed to restore. Default otherwise: the newest complete one. */
  backup: word.optional(),
  /** Only these copies of the site. Default: all. */
  copy: z.array(word).default([]),
  /** The same for every attempt at one restore, export or erasure. Default: the execution's. */
  name: word.optional(),
  /** The request that says which person it is about; needed for the operations on one. */
  person: word.optional(),
  /** Where the server stands that is worked on; the recovery region after the home region's loss. */
  region: z.string().min(1).optional(),
});
export type OperationRequest = z.infer<typeof operationSchema>;

/** A backup has arrived in this environment: that of a copy, or one of a site's own. */
const arrivalSchema = z.object({
  manifest: z.string().transform((key, context) => {
    const [, site, backup] = /^sites\/([^/]+)\/([^/]+)\/manifest\.json$/.exec(key) ?? [];
    if (site !== undefined && backup !== undefined && word.safeParse(backup).success) return { site, backup };
    context.addIssue({ code: 'custom', message: `'${key}' is no manifest of a backup` });
    return z.NEVER;
  }),
  operation: z.literal('restore').optional(),
  ...common,
});
export type Arrival = z.infer<typeof arrivalSchema>;

const envelopeSchema = z.looseObject({ request: z.looseObject({}).optional() }).catch({});

/**
 * Reads what the function is asked. What a person or an event asks may stand in `request` as it was given: then nothing
 * in there can replace the operation, which the rights of its state machine belong to.
 *
 * @throws Refusal BadRequest
 */
export function readRequest(event: unknown): OperationRequest | Arrival {
  const { request = {}, ...own } = envelopeSchema.parse(event);
  const flat: Readonly<Record<string, unknown>> = { ...request, ...own };
  const result = (flat.manifest === undefined ? operationSchema : arrivalSchema).safeParse(flat);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  throw new Refusal('BadRequest', `The request is wrong: ${issues.join('; ')}`);
}
