import { createHash } from 'node:crypto';
import type { PrivacyRequest, RequestStep } from '../shared/privacy/request';

/** What of the person or the site remains somewhere after an erasure, and until when. */
export interface Remainder {
  readonly step: string;
  readonly where: string;
  readonly until: string;
}

/** Evidence that a request was answered, kept where nobody can change it. It names no person. */
export interface Receipt {
  readonly format: 1;
  readonly request: string;
  readonly kind: string;
  readonly place: string;
  readonly sites: readonly string[];
  readonly customer?: string;
  readonly reference: string;
  readonly receivedAt: string;
  readonly deadline: string;
  readonly completedAt: string;
  readonly identity: PrivacyRequest['identity'];
  /** What was done by operations, as the worker said it. */
  readonly done: readonly {
    readonly step: string;
    readonly operation: string;
    readonly site: string;
    readonly at: string;
    readonly result: Readonly<Record<string, unknown>>;
    /** Of the result as JSON: what the registry has of it can be compared. */
    readonly sha256: string;
  }[];
  readonly remains: readonly Remainder[];
  /** What people and sub-processors have confirmed. */
  readonly confirmed: readonly {
    readonly task: string;
    readonly what: string;
    readonly party?: { readonly name: string; readonly endpoint: string };
    readonly by: string;
    readonly at: string;
    readonly note: string;
  }[];
}

/** Instants in results of the worker that say until when something remains, and where. */
const REMAINDERS: Readonly<Record<string, string>> = {
  backupsUntil: 'backups of the site; a restore of one erases the person again before the site uses it',
  oldDatabasesUntil: 'a database that a restore had replaced',
  serverRecoveryPointsUntil: 'recovery points of the whole database server, which are only restored as a whole',
};

/** @param request One that is completed. */
export function receiptOf(request: PrivacyRequest, place: string): Receipt {
  const { subject, closed } = request;
  if (request.state !== 'completed' || !closed)
    throw new Error(`Request ${request.id} is ${request.state}; it has no receipt`);
  return {
    format: 1,
    request: request.id,
    kind: subject.kind,
    place,
    sites: subject.kind === 'customer-exit' ? subject.sites : [subject.site],
    ...(subject.kind === 'customer-exit' && { customer: subject.customer }),
    reference: request.reference,
    receivedAt: request.receivedAt,
    deadline: request.deadline,
    completedAt: closed.at,
    identity: request.identity,
    done: request.steps.map((step) => ({
      step: step.id,
      operation: step.operation,
      site: step.site,
      at: step.doneAt ?? '',
      result: step.result ?? {},
      sha256: sha256(JSON.stringify(step.result ?? {})),
    })),
    remains: request.steps.flatMap(remaindersOf),
    confirmed: request.tasks.flatMap(({ id, what, party, confirmed }) =>
      confirmed ? [{ task: id, what, ...(party && { party }), ...confirmed }] : [],
    ),
  };
}

/** Days after an erasure by which users and keys of the site are gone, a day that fails and is made good included. */
const ACCOUNT_DAYS = 2;

function remaindersOf({ id, operation, doneAt = '', result = {} }: RequestStep): Remainder[] {
  const timed = Object.entries(REMAINDERS).flatMap(([field, where]): Remainder[] => {
    const until = result[field];
    return typeof until === 'string' ? [{ step: id, where, until }] : [];
  });
  const keys = Array.isArray(result.keys) ? (result.keys as { region?: string; deletedBy?: string }[]) : [];
  const shredded = keys.map(({ region = '', deletedBy = '' }) => ({
    step: id,
    where: `the site's key in ${region}, disabled, without which no backup can be read`,
    until: deletedBy,
  }));
  const accounts: Remainder[] =
    operation === 'erase'
      ? [{ step: id, where: 'accounts and keys of its users, which open nothing any more', until: daysAfter(doneAt) }]
      : [];
  return [...timed, ...shredded, ...accounts];
}

function daysAfter(instant: string): string {
  return new Date(Date.parse(instant) + ACCOUNT_DAYS * 86_400_000).toISOString();
}

/** The receipt for people. */
export function receiptText(receipt: Receipt): string {
  const { request, kind, place, sites, customer, reference, completedAt, identity, done, remains, confirmed } = receipt;
  const results = done.flatMap(({ operation, site, at, result, sha256: digest }) => [
    `- ${operation} of site ${site}, ${at}`,
    ...Object.entries(result).map(
      ([name, value]) => `    ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
    `    sha256 of this result: ${digest}`,
  ]);
  return [
    `Receipt of request ${request}: ${kind}`,
    '',
    `Where: ${place}; ${customer === undefined ? '' : `customer ${customer}; `}sites: ${sites.join(', ')}`,
    `Asked for in: ${reference}, received ${receipt.receivedAt}, due ${receipt.deadline}`,
    `Completed: ${completedAt}`,
    ...(identity ? [`Requester verified by ${identity.by}, ${identity.at}: ${identity.how}`] : []),
    '',
    'Done by the platform:',
    ...(results.length > 0 ? results : ['- nothing; people did all of it']),
    '',
    'What remains, and until when:',
    ...(remains.length > 0
      ? remains.map(({ step, where, until }) => `- ${step}: ${where}, until ${until}`)
      : ['- nothing']),
    '',
    'Confirmed by people:',
    ...confirmed.map(
      ({ what, party, by, at, note }) =>
        `- ${what}${party ? ` (${party.name}, ${party.endpoint})` : ''}: ${by}, ${at}, ${note}`,
    ),
    '',
  ].join('\n');
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
