import type { IdentityEvent } from '../shared/identity/identity-events';
import { isValid, type ApiKeyRecord } from '../shared/identity/api-keys';

/** How long before its end a key is told of: time for a customer to change a program. */
export const NOTICE_DAYS = 14;

const DAY = 24 * 60 * 60 * 1000;

/** Instant before which a key has to end, to be told of. */
export function noticeBefore(now: Date): string {
  return new Date(now.getTime() + NOTICE_DAYS * DAY).toISOString();
}

/** Events of the keys that still work, and soon will not. One that has ended already is past help. */
export function lapsing(ending: readonly ApiKeyRecord[], now: Date): IdentityEvent[] {
  return ending
    .filter((key) => isValid(key, now))
    .map(({ site, id: key, name, expiresAt }) => ({ type: 'API Key Lapsing', detail: { site, key, name, expiresAt } }));
}
