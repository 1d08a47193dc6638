import type { Incident } from '../../../lambda/shared/incidents/incident';
import type { IncidentPolicy } from '../../../lambda/shared/incidents/policy';

/** The clocks as the example company has them. */
export const POLICY: IncidentPolicy = {
  levels: [15, 60, 240],
  dedupeHours: 24,
  breachNoticeHours: 24,
  breachReminderHours: [12, 4, 1],
  disclosureConfirmHours: 72,
  disclosureConfirmReminderHours: [24, 4],
  disclosureDays: 90,
  disclosureReminderDays: [30, 7, 1],
};

export const START = '2026-11-26T02:00:00.000Z';

/** An instant so long after the start. */
export function after(duration: { readonly minutes?: number; readonly hours?: number; readonly days?: number }): Date {
  const { minutes = 0, hours = 0, days = 0 } = duration;
  return new Date(Date.parse(START) + minutes * 60_000 + hours * 3_600_000 + days * 86_400_000);
}

/** An incident that has just been opened. */
export function incidentRecord(changes: Partial<Incident> = {}): Incident {
  return {
    id: 'inc-20261126-0123456789ab',
    kind: 'incident',
    state: 'open',
    severity: 'high',
    source: 'guardduty',
    type: 'Trojan:EC2/DNSDataExfiltration',
    resource: 'Instance/i-1',
    title: 'Something is wrong',
    affects: { sites: [], servers: [], region: true },
    openedAt: START,
    lastSeenAt: START,
    count: 1,
    round: 1,
    escalatesFrom: START,
    told: {},
    version: 1,
    ...changes,
  };
}

/** One that was declared a breach, which we have been aware of since the start. */
export function breached(changes: Partial<NonNullable<Incident['breach']>> = {}): Incident {
  const breach = { awareAt: START, declaredAt: START, noticeDueAt: after({ hours: 24 }).toISOString() };
  return incidentRecord({ state: 'acknowledged', breach: { ...breach, customers: 2, sent: 0, ...changes } });
}

/** The report of a vulnerability, which came in at the start. */
export function disclosed(changes: Partial<NonNullable<Incident['disclosure']>> = {}): Incident {
  const confirmBy = after({ hours: 72 }).toISOString();
  const disclosure = { reportedAt: START, confirmBy, resolveBy: after({ days: 90 }).toISOString(), ...changes };
  return incidentRecord({ id: 'dis-20261126-0123456789ab', kind: 'disclosure', severity: 'medium', disclosure });
}
