import { PutEventsCommand, type EventBridgeClient, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';

/** EventBridge takes no more entries at once. */
const ENTRIES_AT_ONCE = 10;

/** Puts events on the account's default bus. Throws if one is refused, so that whoever called tries again. */
export async function putEvents(client: EventBridgeClient, entries: readonly PutEventsRequestEntry[]): Promise<void> {
  for (let start = 0; start < entries.length; start += ENTRIES_AT_ONCE) {
    const Entries = entries.slice(start, start + ENTRIES_AT_ONCE);
    const { FailedEntryCount, Entries: answers } = await client.send(new PutEventsCommand({ Entries }));
    if (FailedEntryCount) {
      const why = answers?.find(({ ErrorCode }) => ErrorCode)?.ErrorMessage;
      throw new Error(`EventBridge refused ${FailedEntryCount} of ${Entries.length} events: ${why}`);
    }
  }
}
