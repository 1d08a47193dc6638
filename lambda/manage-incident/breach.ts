import { HOUR, later } from '../shared/incidents/deadlines';
import type { Incident } from '../shared/incidents/incident';
import type { Change } from '../shared/incidents/incident-store';
import type { IncidentPolicy } from '../shared/incidents/policy';
import { entry, refuseResolved, type Asked } from './changes';
import { Refusal } from './refusal';
import type { RequestOf } from './request';

/** Awareness as it counts: what was said first, or earlier; nobody gains time by saying it once more. */
export function awareAt(incident: Incident, { awareAt: said }: RequestOf<'declare-breach'>, { at }: Asked): string {
  if (said !== undefined && said > at) {
    throw new Refusal(`awareAt ${said} lies in the future; say when we became aware, or leave it out for now`);
  }
  const now = said ?? at;
  const known = incident.breach?.awareAt;
  return known !== undefined && known < now ? known : now;
}

/**
 * Declares a breach, or adds customers to one: the clock runs from when we became aware, and the incident counts as
 * critical from now on (IR-01, IR-02).
 *
 * @param customers Those that have a notice by now, sent or not.
 */
export function declared(
  incident: Incident,
  request: RequestOf<'declare-breach'>,
  customers: number,
  asked: Asked,
  { breachNoticeHours }: IncidentPolicy,
): Change {
  refuseResolved(incident);
  const aware = awareAt(incident, request, asked);
  const breach = {
    awareAt: aware,
    noticeDueAt: later(aware, breachNoticeHours * HOUR),
    declaredAt: incident.breach?.declaredAt ?? asked.at,
    // Somebody may have added some since they were counted.
    customers: Math.max(customers, incident.breach?.customers ?? 0),
    // Counted with each notice that is sent, or is to be sent once more.
    sent: incident.breach?.sent ?? 0,
  };
  const what = `declared a data breach: aware since ${aware}, ${breach.customers} customers to be told by ${breach.noticeDueAt}`;
  // One that nobody has acknowledged and that was thought less grave is escalated from now, not from when it was opened.
  const rose = incident.state === 'open' && incident.severity !== 'critical';
  const escalated = rose ? { round: incident.round + 1, escalatesFrom: asked.at } : {};
  return {
    incident: { ...incident, ...escalated, severity: 'critical', breach },
    entries: [entry(asked, request.by, what)],
  };
}
