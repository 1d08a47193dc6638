import { HOUR } from '../shared/incidents/deadlines';
import { graver, joined, type Incident, type Severity } from '../shared/incidents/incident';
import type { Change } from '../shared/incidents/incident-store';
import type { IncidentPolicy } from '../shared/incidents/policy';
import type { Finding } from './finding';

export interface Occasion {
  /** Id of the event. */
  readonly event: string;
  readonly now: Date;
  /** Id of the incident, if a new one is opened. */
  readonly newId: string;
  readonly policy: Pick<IncidentPolicy, 'dedupeHours'>;
}

/**
 * Opens an incident for a finding, or counts it to the one that is there: as long as that is not resolved, and its last
 * event is no older than the window.
 *
 * @param existing The newest incident of the same source, type and resource. Default: none
 */
export function take(finding: Finding, existing: Incident | undefined, occasion: Occasion): Change {
  const at = occasion.now.toISOString();
  return existing && takesMore(existing, occasion)
    ? join(finding, existing, occasion.event, at)
    : open(finding, occasion, at);
}

function takesMore({ state, lastSeenAt }: Incident, { now, policy }: Occasion): boolean {
  return state !== 'resolved' && now.getTime() - Date.parse(lastSeenAt) < policy.dedupeHours * HOUR;
}

function open(finding: Finding, { event, newId }: Occasion, at: string): Change {
  const incident: Incident = {
    ...finding,
    id: newId,
    kind: 'incident',
    state: 'open',
    openedAt: at,
    lastSeenAt: at,
    count: 1,
    round: 1,
    escalatesFrom: at,
    told: {},
    version: 0,
  };
  return { incident, entries: [{ at, by: 'open-incident', what: `opened as ${finding.severity}`, detail: event }] };
}

/** What turns out graver than it was thought is open again, and is escalated from the start. */
function join({ severity, affects }: Finding, existing: Incident, event: string, at: string): Change {
  const worst: Severity = graver(existing.severity, severity);
  const rose = worst !== existing.severity;
  const { acknowledgedAt, acknowledgedBy, ...rest } = existing;
  const incident: Incident = {
    ...rest,
    ...(!rose && { acknowledgedAt, acknowledgedBy }),
    severity: worst,
    affects: joined(existing.affects, affects),
    lastSeenAt: existing.lastSeenAt > at ? existing.lastSeenAt : at,
    count: existing.count + 1,
    ...(rose && { state: 'open', round: existing.round + 1, escalatesFrom: at }),
  };
  const what = rose ? `happened again, as ${worst}: escalated from the start` : `happened again (${incident.count})`;
  return { incident, entries: [{ at, by: 'open-incident', what, detail: event }] };
}
