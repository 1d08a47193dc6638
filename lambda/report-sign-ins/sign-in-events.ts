import { z } from 'zod';
import type { IdentityEvent } from '../shared/identity/identity-events';
import { siteOfUser } from '../shared/identity/site-user';

/** Cognito writes whatever it doesn't know as an empty text or leaves it out. */
const text = z
  .string()
  .optional()
  .transform((value) => value || undefined);

/**
 * A user's activity as threat protection logs it. Of its many members only those are read that matter here; Cognito may
 * add others, so that nothing is refused for them.
 */
export const userActivitySchema = z.looseObject({
  eventSource: z.literal('USER_AUTH_EVENTS'),
  message: z.looseObject({
    eventId: z.string(),
    eventType: z.string(),
    eventResponse: z.string(),
    userName: text,
    clientId: text,
    creationDate: text,
    ipAddress: text,
    riskDecision: text,
    compromisedCredentialDetected: text,
  }),
  eventTimestamp: z.union([z.string(), z.number()]).optional(),
});
export type UserActivity = z.infer<typeof userActivitySchema>;

/** What is to be told of a user's activity. */
export function eventsOf({ message, eventTimestamp }: UserActivity, clientSite: string | undefined): IdentityEvent[] {
  const { eventId: id, eventType, eventResponse, userName: user, ipAddress: ip } = message;
  const site = siteOfUser(user) ?? clientSite;
  const about = { user, site, at: instantOf(message.creationDate, eventTimestamp), id };
  const events: IdentityEvent[] = [];
  if (eventType === 'SignIn' && eventResponse === 'Fail' && ip !== undefined) {
    events.push({ type: 'Login Failed', detail: { ip, ...about } });
  }
  if (message.compromisedCredentialDetected === 'true') {
    events.push({ type: 'Compromised Credentials', detail: { ip, ...about } });
  }
  if (message.riskDecision === 'Block') events.push({ type: 'Sign-in Blocked', detail: { ip, ...about } });
  return events;
}

/** When it happened: a date as Cognito prints it, or milliseconds. */
function instantOf(creationDate: string | undefined, timestamp: string | number | undefined): string {
  const printed = creationDate === undefined ? NaN : Date.parse(creationDate);
  const milliseconds = Number.isNaN(printed) ? Number(timestamp) : printed;
  if (Number.isNaN(milliseconds)) throw new Error('The activity has no time that can be read');
  return new Date(milliseconds).toISOString();
}
