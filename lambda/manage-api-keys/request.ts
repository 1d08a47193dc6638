import { z } from 'zod';
import { Refused } from '../shared/identity/refusal';

const site = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/, 'must be a site id');
const id = z.string().regex(/^[0-9a-f]{16}$/, 'must be the id of a key, the part of it after its site');
const name = z.string().trim().min(1).max(100);

const requestSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('create'), site, name }),
  /** Makes another key in the place of one, which works for some days more. */
  z.strictObject({ action: z.literal('rotate'), site, id }),
  /** Ends a key at once. */
  z.strictObject({ action: z.literal('revoke'), site, id }),
  z.strictObject({ action: z.literal('list'), site }),
]);
export type KeyRequest = z.infer<typeof requestSchema>;

/** @throws Refused with all that is wrong with it. */
export function readRequest(event: unknown): KeyRequest {
  const result = requestSchema.safeParse(event);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  throw new Refused(`The request is wrong: ${issues.join('; ')}`);
}
