import { DAY, HOUR, later } from '../shared/incidents/deadlines';
import { EVERY_SITE, NO_SITE, type HistoryEntry, type Incident } from '../shared/incidents/incident';
import type { Change } from '../shared/incidents/incident-store';
import type { IncidentPolicy } from '../shared/incidents/policy';
import { Refusal } from './refusal';
import type { RequestOf } from './request';

/** When and by what a request was made. */
export interface Asked {
  readonly at: string;
  readonly execution: string;
}

/** Opens an incident that nobody but a person knows of. */
export function opened(id: string, request: RequestOf<'open'>, asked: Asked): Change {
  const { by, title, severity, sites } = request;
  const affects = sites ? { ...NO_SITE, sites } : EVERY_SITE;
  const incident = { ...fresh(id, asked), kind: 'incident' as const, source: 'person', type: 'reported', affects };
  return { incident: { ...incident, title, severity }, entries: [entry(asked, by, `opened as ${severity}`)] };
}

/** Begins the clocks of a reported vulnerability (IR-04). */
export function reported(
  id: string,
  { by, title, severity, reportedAt = '' }: RequestOf<'report-disclosure'>,
  asked: Asked,
  { disclosureConfirmHours, disclosureDays }: IncidentPolicy,
): Change {
  const from = reportedAt || asked.at;
  if (from > asked.at) throw new Refusal(`reportedAt ${from} lies in the future; say when the report came in`);
  const disclosure = {
    reportedAt: from,
    confirmBy: later(from, disclosureConfirmHours * HOUR),
    resolveBy: later(from, disclosureDays * DAY),
  };
  const incident = { ...fresh(id, asked), kind: 'disclosure' as const, source: 'person', type: 'disclosure' };
  const what = `reported at ${from}: confirm by ${disclosure.confirmBy}, resolve by ${disclosure.resolveBy}`;
  return {
    incident: { ...incident, title, severity, affects: NO_SITE, disclosure },
    entries: [entry(asked, by, what)],
  };
}

function fresh(id: string, { at }: Asked) {
  const never = { count: 1, round: 1, told: {}, version: 0, state: 'open' as const };
  return { id, resource: id, openedAt: at, lastSeenAt: at, escalatesFrom: at, ...never };
}

/** Somebody takes it on: its escalation ends. The first one counts. */
export function acknowledged(incident: Incident, { by }: RequestOf<'acknowledge'>, asked: Asked): Change | undefined {
  refuseResolved(incident);
  if (incident.state === 'acknowledged') return undefined;
  const changed = { state: 'acknowledged' as const, acknowledgedAt: asked.at, acknowledgedBy: by };
  return { incident: { ...incident, ...changed }, entries: [entry(asked, by, 'acknowledged')] };
}

export function noted(incident: Incident, { by, text }: RequestOf<'note'>, asked: Asked): Change {
  return { incident, entries: [entry(asked, by, text)] };
}

/** Whoever resolves a breach has told all customers first: nothing else ends that clock. */
export function resolved(incident: Incident, { by, text }: RequestOf<'resolve'>, asked: Asked): Change | undefined {
  if (incident.state === 'resolved') return undefined;
  const { breach, disclosure } = incident;
  if (breach && breach.sent < breach.customers) {
    const open = breach.customers - breach.sent;
    throw new Refusal(
      `${open} of ${breach.customers} customers have not been told; use 'record-notice' for each first`,
    );
  }
  if (disclosure && disclosure.confirmedAt === undefined) {
    throw new Refusal("The reporter has not been answered; use 'confirm-disclosure' first");
  }
  return {
    incident: { ...incident, state: 'resolved', resolvedAt: asked.at },
    entries: [entry(asked, by, `resolved: ${text}`)],
  };
}

/** The reporter of a vulnerability was answered. */
export function confirmed(
  incident: Incident,
  { by }: RequestOf<'confirm-disclosure'>,
  asked: Asked,
): Change | undefined {
  const { disclosure } = incident;
  if (disclosure === undefined) throw new Refusal(`${incident.id} is no disclosure; 'acknowledge' is for incidents`);
  if (disclosure.confirmedAt !== undefined) return undefined;
  refuseResolved(incident);
  return {
    incident: {
      ...incident,
      state: 'acknowledged',
      acknowledgedAt: incident.acknowledgedAt ?? asked.at,
      acknowledgedBy: incident.acknowledgedBy ?? by,
      disclosure: { ...disclosure, confirmedAt: asked.at },
    },
    entries: [entry(asked, by, 'the reporter was answered')],
  };
}

export function refuseResolved({ id, state, resolvedAt }: Incident): void {
  if (state === 'resolved') throw new Refusal(`${id} was resolved at ${resolvedAt}; 'open' a new one`);
}

export function entry({ at, execution }: Asked, by: string, what: string): HistoryEntry {
  return { at, by, what, detail: execution };
}
