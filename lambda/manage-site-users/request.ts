import { z } from 'zod';
import { PROVIDERS } from '../shared/identity/providers';
import { Refused } from '../shared/identity/refusal';

const site = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/, 'must be a site id');
/** Cognito knows addresses in lower case only. */
const email = z.email().max(128).toLowerCase();
const roles = z.array(z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be a role')).min(1, 'must have one role at least');

const requestSchema = z.discriminatedUnion('action', [
  /** Invites a person to a site; invited already, they get a new invitation or just other roles. */
  z.strictObject({ action: z.literal('invite'), site, email, roles }),
  /** Takes a person's access away, at once. */
  z.strictObject({ action: z.literal('remove'), site, email }),
  /** Lets a person sign in through a provider that doesn't verify addresses, after somebody has asked them. */
  z.strictObject({
    action: z.literal('link'),
    site,
    email,
    provider: z.enum(PROVIDERS),
    subject: z.string().regex(/^[\w.-]{1,128}$/, "must be the person's id at the provider"),
  }),
  /** Who has access to a site. */
  z.strictObject({ action: z.literal('list'), site }),
]);
export type UserRequest = z.infer<typeof requestSchema>;

/** @throws Refused with all that is wrong with it. */
export function readRequest(event: unknown): UserRequest {
  const result = requestSchema.safeParse(event);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  throw new Refused(`The request is wrong: ${issues.join('; ')}`);
}
