import { createHash } from 'node:crypto';
import type { Party } from '../shared/privacy/parties';
import { REQUEST_PREFIX, type PrivacyRequest, type Subject } from '../shared/privacy/request';
import type { SiteRecord } from '../shared/registry/records';
import { Refused, type Asked, type OpenAction } from './action';
import { partsOf } from './parts';

const DAY = 86_400_000;
/** What was received longer ago than this is a slip of whoever types the date. */
const LONGEST_LYING_DAYS = 366;

export interface Periods {
  readonly deadlineDays: number;
  readonly subProcessorDays: number;
  readonly exitWaitingDays: number;
}

/** What is known of the matter. */
export interface Known {
  /** All sites of the registry. */
  readonly sites: readonly SiteRecord[];
  readonly parties: readonly Party[];
  readonly periods: Periods;
  readonly now: Date;
}

/**
 * Makes the record of what somebody asks for, with all that is to be done. What lay about is opened as of the day on which
 * it came, however late it is by then: the record tells how it was, and on-call hears of it within the hour.
 *
 * @throws Refused
 */
export function open({ about, reference, receivedAt }: OpenAction, known: Known): PrivacyRequest {
  const { now, periods } = known;
  const received = new Date(receivedAt ?? now);
  const age = now.getTime() - received.getTime();
  if (age < 0) throw new Refused(`It can't have been received at ${received.toISOString()}, which is yet to come`);
  if (age > LONGEST_LYING_DAYS * DAY) {
    throw new Refused(
      `${received.toISOString()} is ${Math.floor(age / DAY)} days ago, and up to ${LONGEST_LYING_DAYS} are taken; look at the year again`,
    );
  }
  const subject = subjectOf(about, known.sites);
  const after = (days: number) => new Date(received.getTime() + days * DAY).toISOString();
  const sites = known.sites.filter(({ id }) =>
    (subject.kind === 'customer-exit' ? subject.sites : [subject.site]).includes(id),
  );
  return {
    id: idOf(about, reference),
    subject,
    reference,
    receivedAt: received.toISOString(),
    deadline: after(periods.deadlineDays),
    ...partsOf(subject, sites, known.parties, {
      deadline: after(periods.deadlineDays),
      subProcessorDeadline: after(Math.min(periods.subProcessorDays, periods.deadlineDays)),
      exitWaitingDays: periods.exitWaitingDays,
    }),
    state: 'open',
  };
}

/** The same for what is asked twice, so that it is opened once; of the person it shows nothing. */
function idOf(about: Asked, reference: string): string {
  const whose = about.kind === 'customer-exit' ? about.customer : about.site;
  const named = JSON.stringify([about.kind, whose, reference]);
  return `${REQUEST_PREFIX}${createHash('sha256').update(named).digest('hex').slice(0, 12)}`;
}

function subjectOf(about: Asked, sites: readonly SiteRecord[]): Subject {
  if (about.kind === 'customer-exit') {
    const own = sites.filter((site) => site.job.record.customer === about.customer && site.state !== 'erased');
    if (own.length === 0)
      throw new Refused(`The registry has no site of customer '${about.customer}' that is not erased`);
    return { ...about, sites: own.map(({ id }) => id).sort() };
  }
  const site = sites.find(({ id }) => id === about.site);
  if (!site) throw new Refused(`The registry of this region has no site '${about.site}'; its home region has it`);
  if (site.state === 'erased')
    throw new Refused(`Site ${site.id} is erased since ${site.since}; nothing of it is left`);
  if ('identifiers' in about && !site.job.personalData) {
    throw new Refused(`Nobody can be found in site ${site.id}: 'masking' in platform.yaml lists no personal data`);
  }
  return about;
}
