import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';

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
  /** A person of support was given access to the data of one site for a while. */
  accessGranted: 'Site Access Granted',
} as const;

export interface SiteEvent {
  readonly type: keyof typeof EVENT_TYPES;
  /** Site, operation, execution and, in words, what happened; never customers' data. */
  readonly detail: { readonly site: string; readonly message: string } & Readonly<Record<string, unknown>>;
}

/** EventBridge takes no more entries at once. */
const ENTRIES_AT_ONCE = 10;

/** Publishes events. Throws if one is refused, so that whoever called tries again. */
export async function publish(client: EventBridgeClient, events: readonly SiteEvent[]): Promise<void> {
  for (let start = 0; start < events.length; start += ENTRIES_AT_ONCE) {
    const Entries = events.slice(start, start + ENTRIES_AT_ONCE).map(({ type, detail }) => ({
      Source: EVENT_SOURCE,
      DetailType: EVENT_TYPES[type],
      Detail: JSON.stringify(detail),
    }));
    const { FailedEntryCount, Entries: answers } = await client.send(new PutEventsCommand({ Entries }));
    if (FailedEntryCount) {
      const why = answers?.find(({ ErrorCode }) => ErrorCode)?.ErrorMessage;
      throw new Error(`EventBridge refused ${FailedEntryCount} of ${Entries.length} events: ${why}`);
    }
  }
}
