import { dueNow, HOUR, nextLook, type Deadline } from '../shared/incidents/deadlines';
import type { Incident } from '../shared/incidents/incident';
import type { Change, IncidentStore } from '../shared/incidents/incident-store';
import type { IncidentPolicy } from '../shared/incidents/policy';

/** Who does it here, for the history. */
const BY = 'watch-incidents';

export interface Advancing {
  readonly store: Pick<IncidentStore, 'change'>;
  readonly policy: IncidentPolicy;
  readonly tell: (incident: Incident, deadline: Deadline) => Promise<void>;
  readonly now: Date;
}

/**
 * Does what is due of one incident: tells whom its deadlines name, each once however many look at it at the same time.
 * Of a look that was killed in the middle another one tells again after some minutes: twice is better than never.
 *
 * @returns when to look again; undefined if no clock of it runs any more.
 */
export async function advance(id: string, { store, policy, tell, now }: Advancing): Promise<string | undefined> {
  let due: readonly Deadline[] = [];
  let incident = await store.change(id, (before) => {
    due = dueNow(before, policy, now);
    return claimed(before, due, now) ?? closed(before, policy, now);
  });
  for (const deadline of due) {
    await tell(incident, deadline);
    incident = await store.change(id, (before) => sent(before, deadline, now));
  }
  return nextLook(incident, policy, now);
}

/** Whether there is anything to do for an incident: most wait for people, or for the end of their window. */
export function needsLook(incident: Incident, policy: IncidentPolicy, now: Date): boolean {
  return dueNow(incident, policy, now).length > 0 || closed(incident, policy, now) !== undefined;
}

function claimed(incident: Incident, due: readonly Deadline[], now: Date): Change | undefined {
  if (due.length === 0) return undefined;
  const claims = due.map(({ name }) => [name, { claimedAt: now.toISOString() }] as const);
  return { incident: { ...incident, told: { ...incident.told, ...Object.fromEntries(claims) } }, entries: [] };
}

function sent(incident: Incident, { name, levels, message }: Deadline, now: Date): Change {
  const at = now.toISOString();
  const claimedAt = incident.told[name]?.claimedAt ?? at;
  const what = `told level ${levels.join(', ')}: ${message}`;
  return {
    incident: { ...incident, told: { ...incident.told, [name]: { claimedAt, at } } },
    entries: [{ at, by: BY, what, detail: name }],
  };
}

/** What is of low severity, and nobody's task, closes by itself when it has been quiet for the window. */
function closed(incident: Incident, { dedupeHours }: IncidentPolicy, now: Date): Change | undefined {
  const { kind, state, severity, breach, lastSeenAt } = incident;
  if (kind !== 'incident' || state !== 'open' || severity !== 'low' || breach !== undefined) return undefined;
  if (now.getTime() - Date.parse(lastSeenAt) < dedupeHours * HOUR) return undefined;
  const at = now.toISOString();
  const what = `closed: quiet for ${dedupeHours} hours`;
  return { incident: { ...incident, state: 'resolved', resolvedAt: at }, entries: [{ at, by: BY, what }] };
}
