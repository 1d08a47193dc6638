import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { z } from 'zod';
import { putEvents } from '../event-bus';

/** Source of the events of users and keys on the account's default bus. */
export const IDENTITY_SOURCE = 'cordon.identity';

const instant = z.iso.datetime();
/** Says nothing of the person: the name that Cognito knows a user by. */
const user = z.string().optional();
const site = z.string().optional();

/** What each kind of event says. What listens to one may rely on this; an event may come twice, with the same `id`. */
export const IDENTITY_EVENTS = {
  /** Somebody could not sign in; bans count these by address. */
  'Login Failed': z.strictObject({ ip: z.string().min(1), user, site, at: instant, id: z.string() }),
  /** A password that was used is one of those that are known from other companies' breaches. */
  'Compromised Credentials': z.strictObject({ ip: z.string().optional(), user, site, at: instant, id: z.string() }),
  /** Threat protection has blocked a sign-in as the likely takeover of an account. */
  'Sign-in Blocked': z.strictObject({ ip: z.string().optional(), user, site, at: instant, id: z.string() }),
  /** Somebody came with an account of Google, Facebook or LinkedIn that opens nothing. `subject` is their id there. */
  'Federated Sign-in Refused': z.strictObject({
    provider: z.string(),
    subject: z.string(),
    site,
    reason: z.enum(['unverified-email', 'not-invited', 'other-site', 'unknown-client', 'unknown-provider']),
    at: instant,
  }),
  /** A site's API key ends soon and nobody has rotated it. */
  'API Key Lapsing': z.strictObject({ site: z.string(), key: z.string(), name: z.string(), expiresAt: instant }),
} as const;

type Events = typeof IDENTITY_EVENTS;
export type IdentityEvent = {
  [Type in keyof Events]: { readonly type: Type; readonly detail: z.infer<Events[Type]> };
}[keyof Events];

export function publishIdentity(client: EventBridgeClient, events: readonly IdentityEvent[]): Promise<void> {
  return putEvents(
    client,
    events.map(({ type, detail }) => ({
      source: IDENTITY_SOURCE,
      detailType: type,
      detail: IDENTITY_EVENTS[type].parse(detail),
    })),
  );
}
