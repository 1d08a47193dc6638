import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';

/** An event of ours for the account's default bus. */
export interface BusEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** EventBridge takes no more entries at once. */
const ENTRIES_AT_ONCE = 10;

/** Publishes events. Throws if one is refused, so that whoever called tries again. */
export async function putEvents(client: EventBridgeClient, events: readonly BusEvent[]): Promise<void> {
  for (let start = 0; start < events.length; start += ENTRIES_AT_ONCE) {
    const Entries = events.slice(start, start + ENTRIES_AT_ONCE).map(({ source, detailType, detail }) => ({
      Source: source,
      DetailType: detailType,
      Detail: JSON.stringify(detail),
    }));
    const { FailedEntryCount, Entries: answers } = await client.send(new PutEventsCommand({ Entries }));
    if (FailedEntryCount) {
      const why = answers?.find(({ ErrorCode }) => ErrorCode)?.ErrorMessage;
      throw new Error(`EventBridge refused ${FailedEntryCount} of ${Entries.length} events: ${why}`);
    }
  }
}
