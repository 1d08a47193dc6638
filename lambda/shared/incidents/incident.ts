/** How grave it is, the gravest first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Whom it may concern: single sites, all sites of a database server, or everything in the region. */
export interface Affects {
  /** Ids of sites. */
  readonly sites: readonly string[];
  /** Ids of database servers, each with all its sites. */
  readonly servers: readonly string[];
  /** All sites of the region. */
  readonly region: boolean;
}

export const NO_SITE: Affects = { sites: [], servers: [], region: false };
export const EVERY_SITE: Affects = { sites: [], servers: [], region: true };

/** A notice that a clock asks for: claimed by whoever sends it, then sent. */
export interface Told {
  readonly claimedAt: string;
  /** Absent until it is sent. */
  readonly at?: string;
}

/** Set when somebody has declared that personal data may have been exposed. */
export interface Breach {
  /** Since when we know of it: the time for telling customers counts from here (IR-01). */
  readonly awareAt: string;
  /** Instant by which every affected customer must have been told. */
  readonly noticeDueAt: string;
  readonly declaredAt: string;
  readonly customers: number;
  /** Customers who have been told. */
  readonly sent: number;
}

/** Set on the report of a vulnerability by somebody outside (IR-04). */
export interface Disclosure {
  readonly reportedAt: string;
  readonly confirmBy: string;
  readonly resolveBy: string;
  /** When the reporter was answered. */
  readonly confirmedAt?: string;
}

/** An incident, or a disclosure, as the table has it; what happened to it stands beside it, entry by entry. */
export interface Incident {
  /** `inc-20261126-1a2b3c4d5e6f`. */
  readonly id: string;
  readonly kind: 'incident' | 'disclosure';
  readonly state: 'open' | 'acknowledged' | 'resolved';
  readonly severity: Severity;
  /** Where we know it from, such as `guardduty`. */
  readonly source: string;
  /** What it is, in the source's own words. */
  readonly type: string;
  /** What it happened to: together with source and type it is what further events join it by. */
  readonly resource: string;
  readonly title: string;
  readonly affects: Affects;
  readonly openedAt: string;
  /** When its newest event was taken in. */
  readonly lastSeenAt: string;
  /** How many events it has had. */
  readonly count: number;
  /** Counts how often its escalation has begun: again when it turns out graver. */
  readonly round: number;
  /** When the escalation of this round began. */
  readonly escalatesFrom: string;
  readonly acknowledgedAt?: string;
  readonly acknowledgedBy?: string;
  readonly resolvedAt?: string;
  readonly breach?: Breach;
  readonly disclosure?: Disclosure;
  /** Notices by the name of their deadline. */
  readonly told: Readonly<Record<string, Told>>;
  /** Counts the writes, so that no two overwrite each other. */
  readonly version: number;
}

/** Something that happened to an incident: never changed, never removed. */
export interface HistoryEntry {
  readonly at: string;
  /** A person, or the function that did it. */
  readonly by: string;
  readonly what: string;
  /** Id of the event, name of the execution, or the words of whoever did it. */
  readonly detail?: string;
}

/** The graver of two. */
export function graver(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) <= SEVERITIES.indexOf(b) ? a : b;
}

/** Beyond so many single sites it is easier, and safer, to say that all are affected. */
const MOST_SITES = 500;

export function joined(a: Affects, b: Affects): Affects {
  const sites = [...new Set([...a.sites, ...b.sites])].sort();
  const servers = [...new Set([...a.servers, ...b.servers])].sort();
  const many = sites.length > MOST_SITES;
  return { sites: many ? [] : sites, servers, region: a.region || b.region || many };
}
