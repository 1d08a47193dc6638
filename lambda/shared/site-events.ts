import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { putEvents } from './event-bus';

/** Source of our events on the account's default bus. */
export const EVENT_SOURCE = 'cordon.sites';

/** What on-call, and whatever else listens, is told of. */
export const EVENT_TYPES = {
  /** An operation on a site has failed, after its retries. */
  failed: 'Site Operation Failed',
  /** The rotation holds back what it would remove, until a person confirms it. */
  heldBack: 'Site Rotation Held Back',
  /** A site is in the registry and not in the config any more. */
  departed: 'Site Departed',
  /** A restore could not erase again people who were erased since its backup was made. */
  mayBeBack: 'Erased Person May Be Back',
  /** A person of support was given access to the data of one site for a while. */
  accessGranted: 'Site Access Granted',
} as const;

export interface SiteEvent {
  readonly type: keyof typeof EVENT_TYPES;
  /** Site, operation, execution and, in words, what happened; never customers' data. */
  readonly detail: { readonly site: string; readonly message: string } & Readonly<Record<string, unknown>>;
}

/** Publishes events. Throws if one is refused, so that whoever called tries again. */
export function publish(client: EventBridgeClient, events: readonly SiteEvent[]): Promise<void> {
  return putEvents(
    client,
    events.map(({ type, detail }) => ({ source: EVENT_SOURCE, detailType: EVENT_TYPES[type], detail })),
  );
}
