import { z } from 'zod';
import { identifierSchema } from '../shared/person';
import { requestSchema, subjectSchema } from '../shared/privacy/request';
import { instantSchema } from '../shared/step';

const words = z.string().trim().min(2).max(500);
const request = requestSchema.shape.id;
const identifiers = z.array(identifierSchema).min(1, 'must say whom it is about').max(10);

/** Subjects as somebody asks for them: a person is named, and the sites of a customer are looked up. */
const askedSchema = z.discriminatedUnion('kind', [
  subjectSchema.options[0].extend({ identifiers }),
  subjectSchema.options[1].extend({ identifiers }),
  subjectSchema.options[2],
  subjectSchema.options[3],
  subjectSchema.options[4],
  subjectSchema.options[5].omit({ sites: true }),
]);
export type Asked = z.infer<typeof askedSchema>;

/** What people do with requests. `by` is who does it, as colleagues know them. */
export const actionSchema = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('open'),
    about: askedSchema,
    /** Letter or ticket that it was asked for in. */
    reference: words,
    /** The deadline counts from then. Default: now */
    receivedAt: instantSchema.optional(),
  }),
  z.strictObject({ action: z.literal('list') }),
  z.strictObject({ action: z.literal('show'), request }),
  /** A link to an export that a step has made, to be handed to the requester. */
  z.strictObject({ action: z.literal('link'), request, step: z.string().min(1), by: words }),
  z.strictObject({ action: z.literal('verify-identity'), request, by: words, how: words }),
  z.strictObject({ action: z.literal('confirm'), request, task: z.string().min(1), by: words, note: words }),
  z.strictObject({ action: z.literal('retry'), request, step: z.string().min(1), by: words }),
  z.strictObject({ action: z.literal('shorten'), request, deadline: instantSchema, by: words }),
  z.strictObject({ action: z.literal('refuse'), request, by: words, reason: words }),
  z.strictObject({ action: z.literal('withdraw'), request, by: words, reason: words }),
]);
export type Action = z.infer<typeof actionSchema>;
export type OpenAction = Extract<Action, { action: 'open' }>;
/** What is done to a request that there is. */
export type Change = Exclude<Action, { action: 'open' | 'list' | 'show' | 'link' }>;

/** What can't be done as it was asked; nothing was written. */
export class Refused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Refused';
  }
}

/** @throws Refused, without any value that was given: it may be a person's. */
export function readAction(event: unknown): Action {
  const result = actionSchema.safeParse(event);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  throw new Refused(`What is asked is wrong: ${issues.join('; ')}`);
}
