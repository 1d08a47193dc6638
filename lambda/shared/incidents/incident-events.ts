import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { putEvents } from '../event-bus';
import type { Deadline } from './deadlines';
import type { Incident } from './incident';

/** Source of what we tell of incidents, on the account's default bus. */
export const INCIDENT_EVENT_SOURCE = 'cordon.incidents';
/** A notice to levels of the escalation; the detail's `levels` says which. */
export const INCIDENT_NOTICE = 'Incident Notice';

/** Tells the levels of a deadline what it is about; ids only, no customer's data. */
export async function tell(
  client: EventBridgeClient,
  { id, severity, title, source, affects }: Incident,
  { name, levels, message }: Deadline,
): Promise<void> {
  const detail = { incident: id, severity, title, source, notice: name, levels, message, affected: inWords(affects) };
  await putEvents(client, [{ source: INCIDENT_EVENT_SOURCE, detailType: INCIDENT_NOTICE, detail }]);
}

/** So many sites are named. */
const NAMED = 10;

export function inWords({ sites, servers, region }: Incident['affects']): string {
  if (region) return 'all sites of the region';
  const rest = sites.length > NAMED ? ` and ${sites.length - NAMED} more` : '';
  const words = [
    ...(servers.length > 0 ? [`all sites on ${servers.join(', ')}`] : []),
    ...(sites.length > 0 ? [sites.slice(0, NAMED).join(', ') + rest] : []),
  ];
  return words.length > 0 ? words.join('; ') : 'no site';
}
