import type { Incident } from './incident';
import type { IncidentPolicy } from './policy';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A notice that was claimed so long ago, and not sent, is taken over: whoever claimed it is dead. */
const CLAIM_HELD_MS = 3 * MINUTE;

/** A moment at which somebody must be told something. */
export interface Deadline {
  /** Unique in its incident: it is told once. */
  readonly name: string;
  /** ISO 8601 instant. */
  readonly at: string;
  /** From then on there is no point in telling it: a reminder of a deadline that has passed. Default: never */
  readonly until?: string;
  /** Levels of the escalation that are told, 1 for the first. */
  readonly levels: readonly number[];
  readonly message: string;
}

/** All moments of an incident, as it stands now, in the order of time. */
export function deadlinesOf(incident: Incident, policy: IncidentPolicy): Deadline[] {
  if (incident.state === 'resolved') return [];
  return [...escalation(incident, policy), ...breachClock(incident, policy), ...disclosureClock(incident, policy)].sort(
    (a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0),
  );
}

/** What must be told now and was not told yet, however late we are. */
export function dueNow(incident: Incident, policy: IncidentPolicy, now: Date): Deadline[] {
  return deadlinesOf(incident, policy).filter(({ name, at, until }) => {
    if (Date.parse(at) > now.getTime()) return false;
    if (until !== undefined && Date.parse(until) <= now.getTime()) return false;
    const told = incident.told[name];
    if (told === undefined) return true;
    return told.at === undefined && Date.parse(told.claimedAt) + CLAIM_HELD_MS <= now.getTime();
  });
}

/** When somebody must look at the incident again; undefined if no clock of it runs any more. */
export function nextLook(incident: Incident, policy: IncidentPolicy, now: Date): string | undefined {
  return deadlinesOf(incident, policy).find(
    ({ name, at }) => incident.told[name]?.at === undefined && Date.parse(at) > now.getTime(),
  )?.at;
}

/**
 * The first level at once, each further one when the one before has let its time pass, and everybody when all have
 * (IR-03). An acknowledgement ends it. What is of low severity is recorded and wakes nobody.
 */
function escalation({ kind, state, severity, round, escalatesFrom }: Incident, { levels }: IncidentPolicy): Deadline[] {
  if (kind !== 'incident' || state !== 'open' || severity === 'low') return [];
  let passed = 0;
  const told = levels.map((minutes, index): Deadline => {
    const at = later(escalatesFrom, passed * MINUTE);
    const silent = `Not acknowledged for ${passed} minutes.`;
    passed += minutes;
    const level = index + 1;
    const message = `${index === 0 ? 'A new incident.' : silent} Acknowledge it within ${minutes} minutes.`;
    return { name: `level-${level}.${round}`, at, levels: [level], message };
  });
  const message = `Nobody of any level has acknowledged it within ${passed} minutes.`;
  const everyone = { name: `everyone.${round}`, at: later(escalatesFrom, passed * MINUTE), levels: all(levels) };
  return [...told, { ...everyone, message }];
}

/** From awareness until every affected customer has been told (IR-01, IR-02). */
function breachClock({ breach }: Incident, { levels, breachReminderHours }: IncidentPolicy): Deadline[] {
  if (breach === undefined || breach.sent >= breach.customers) return [];
  const { declaredAt, noticeDueAt, customers, sent } = breach;
  const open = `${customers - sent} of ${customers} customers have not been told.`;
  return [
    {
      name: 'breach-declared',
      at: declaredAt,
      levels: all(levels),
      message: `Declared a data breach. ${customers} customers must be told by ${noticeDueAt}.`,
    },
    ...reminders('breach', noticeDueAt, breachReminderHours, 'hours', open),
    {
      name: 'breach-overdue',
      at: noticeDueAt,
      levels: all(levels),
      message: `The time for telling customers has passed. ${open}`,
    },
  ];
}

/** From the report of a vulnerability until it is confirmed, and until it is resolved (IR-04). */
function disclosureClock({ disclosure, openedAt }: Incident, policy: IncidentPolicy): Deadline[] {
  if (disclosure === undefined) return [];
  const { confirmBy, confirmedAt, resolveBy } = disclosure;
  const { levels, disclosureConfirmReminderHours, disclosureReminderDays } = policy;
  const confirm = [
    {
      name: 'disclosure-reported',
      at: openedAt,
      levels: [1],
      message: `A vulnerability was reported. Answer the reporter by ${confirmBy}.`,
    },
    ...reminders('confirm', confirmBy, disclosureConfirmReminderHours, 'hours', 'The reporter was not answered.'),
    {
      name: 'confirm-overdue',
      at: confirmBy,
      levels: all(levels),
      message: 'The time for answering the reporter of a vulnerability has passed.',
    },
  ];
  return [
    ...(confirmedAt === undefined ? confirm : []),
    ...reminders('resolve', resolveBy, disclosureReminderDays, 'days', 'The vulnerability is not resolved.'),
    {
      name: 'resolve-overdue',
      at: resolveBy,
      levels: all(levels),
      message: 'The time for resolving a reported vulnerability has passed.',
    },
  ];
}

function reminders(
  clock: string,
  deadline: string,
  before: readonly number[],
  unit: 'hours' | 'days',
  open: string,
): Deadline[] {
  return before.map((count) => ({
    name: `${clock}-${count}${unit === 'hours' ? 'h' : 'd'}`,
    at: later(deadline, -count * (unit === 'hours' ? HOUR : DAY)),
    until: deadline,
    levels: [1, 2],
    message: `${open} Due by ${deadline}; this is the reminder ${count} ${unit} before.`,
  }));
}

/** Numbers of all levels. */
function all(levels: readonly number[]): number[] {
  return levels.map((_, index) => index + 1);
}

export function later(instant: string, milliseconds: number): string {
  return new Date(Date.parse(instant) + milliseconds).toISOString();
}
