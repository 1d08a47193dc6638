import { HOUR, MINUTE } from '../shared/incidents/deadlines';
import { SEVERITIES, type Incident } from '../shared/incidents/incident';
import type { Measurement } from '../shared/telemetry';

/** Metrics that alarms name. */
export const METRICS = {
  open: 'OpenIncidents',
  openDisclosures: 'OpenDisclosures',
  unacknowledged: 'OldestUnacknowledgedMinutes',
  hoursToNotice: 'HoursToNoticeDeadline',
  noticesOverdue: 'NoticesOverdue',
  disclosuresOverdue: 'DisclosuresOverdue',
} as const;

export interface Figures {
  /** By severity. */
  readonly open: readonly { readonly severity: string; readonly measurement: Measurement }[];
  readonly overall: readonly Measurement[];
}

/** How it stands with what is not resolved. All but the hours to a deadline are said even when they are nothing. */
export function figuresOf(unresolved: readonly Incident[], now: Date): Figures {
  const incidents = unresolved.filter(({ kind }) => kind === 'incident');
  const disclosures = unresolved.flatMap(({ disclosure }) => (disclosure ? [disclosure] : []));
  const waiting = incidents.filter(({ state, severity }) => state === 'open' && severity !== 'low');
  const passed = (instant: string) => Date.parse(instant) <= now.getTime();
  const running = unresolved.flatMap(({ breach }) => (breach && breach.sent < breach.customers ? [breach] : []));
  const hours = running.map(({ noticeDueAt }) => (Date.parse(noticeDueAt) - now.getTime()) / HOUR);
  const overdue = running.filter(({ noticeDueAt }) => passed(noticeDueAt));
  const late = disclosures.filter(
    ({ confirmBy, confirmedAt, resolveBy }) => passed(resolveBy) || (confirmedAt === undefined && passed(confirmBy)),
  );
  return {
    open: SEVERITIES.map((severity) => ({
      severity,
      measurement: count(METRICS.open, incidents.filter((incident) => incident.severity === severity).length),
    })),
    overall: [
      count(METRICS.openDisclosures, disclosures.length),
      count(
        METRICS.unacknowledged,
        Math.max(0, ...waiting.map(({ escalatesFrom }) => (now.getTime() - Date.parse(escalatesFrom)) / MINUTE)),
      ),
      // Negative when the deadline has passed; absent while no clock runs.
      ...(hours.length > 0 ? [count(METRICS.hoursToNotice, Math.min(...hours))] : []),
      count(
        METRICS.noticesOverdue,
        overdue.reduce((sum, { customers, sent }) => sum + customers - sent, 0),
      ),
      count(METRICS.disclosuresOverdue, late.length),
    ],
  };
}

function count(name: string, value: number): Measurement {
  return { name, unit: 'Count', value };
}
