import { z } from 'zod';
import type { IdentityEvent } from '../shared/identity/identity-events';
import { siteOfUser } from '../shared/identity/site-user';

/** Cognito writes whatever it doesn't know as an empty text or as null, or leaves it out. */
const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);

/** A word of a few that Cognito knows. Its log writes some in capitals that its API does not. */
const word = text.transform((value) => value?.toLowerCase());

/**
 * A user's activity as threat protection logs it. Of its many members only those are read that matter here; Cognito may
 * add others, so that nothing is refused for them.
 */
export const userActivitySchema = z.looseObject({
  // The documentation of the log has the first, the log itself the second.
  eventSource: z.enum(['USER_ACTIVITY', 'USER_AUTH_EVENTS']),
  message: z.looseObject({
    eventId: z.string(),
    eventType: word,
    eventResponse: word,
    userName: text,
    clientId: text,
    creationDate: text,
    ipAddress: text,
    riskDecision: word,
    compromisedCredentialDetected: z.preprocess((value) => (typeof value === 'boolean' ? String(value) : value), word),
  }),
  eventTimestamp: z.union([z.string(), z.number()]).nullish(),
});
export type UserActivity = z.infer<typeof userActivitySchema>;

/** What is to be told of a user's activity. */
export function eventsOf({ message, eventTimestamp }: UserActivity, clientSite: string | undefined): IdentityEvent[] {
  const { eventId: id, eventType, eventResponse, userName: user, ipAddress: ip } = message;
  const site = siteOfUser(user) ?? clientSite;
  const about = { user, site, at: instantOf(message.creationDate, eventTimestamp), id };
  const events: IdentityEvent[] = [];
  if (eventType === 'signin' && eventResponse === 'fail' && ip !== undefined) {
    events.push({ type: 'Login Failed', detail: { ip, ...about } });
  }
  if (message.compromisedCredentialDetected === 'true') {
    events.push({ type: 'Compromised Credentials', detail: { ip, ...about } });
  }
  if (message.riskDecision === 'block') events.push({ type: 'Sign-in Blocked', detail: { ip, ...about } });
  return events;
}

/** When it happened: a date as Cognito prints it, or milliseconds. */
function instantOf(creationDate: string | undefined, timestamp: string | number | null | undefined): string {
  const printed = creationDate === undefined ? NaN : Date.parse(creationDate);
  const milliseconds = Number.isNaN(printed) ? Number(timestamp ?? NaN) : printed;
  if (Number.isNaN(milliseconds)) throw new Error('The activity has no time that can be read');
  return new Date(milliseconds).toISOString();
}
