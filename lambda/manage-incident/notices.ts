import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toldSites, type Notice } from '../shared/incidents/notice';
import type { AffectedCustomer } from './affected';
import { Refusal } from './refusal';
import type { RequestOf } from './request';

/** What every notice of an incident says alike. */
export interface NoticeFacts extends Pick<
  RequestOf<'declare-breach'>,
  'incident' | 'what' | 'data' | 'when' | 'measures' | 'advice'
> {
  readonly awareAt: string;
  readonly company: string;
  /** Whom the readers ask. */
  readonly contact: string;
}

/** The text with its gaps, beside this file here and beside the bundle in Lambda; customers' lawyers read it. */
const TEMPLATE = readFileSync(join(__dirname, 'breach-notice.txt'), 'utf8');

/**
 * A draft for a customer. A person reads it, and sends it. It names every affected site of which the customer has not
 * been told: found later, a site is added to a draft that was not sent, or has one of its own.
 *
 * @param known The notice that the customer has by now. Default: none
 * @param at When this is drafted.
 * @returns undefined where the customer has been told of all these sites.
 */
export function draftNotice(
  affected: AffectedCustomer,
  known: Notice | undefined,
  facts: NoticeFacts,
  at: string,
): Notice | undefined {
  const told = known ? toldSites(known) : [];
  const drafted = known?.sentAt === undefined ? (known?.sites ?? []) : [];
  const sites = [...new Set([...drafted, ...affected.sites.filter((site) => !told.includes(site))])].sort();
  if (sites.length === 0) return undefined;
  const earlier = earlierOf(known);
  const extended = drafted.length > 0 && sites.length > drafted.length ? at : known?.extendedAt;
  return {
    ...affected,
    sites,
    text: textOf({ ...affected, sites }, facts),
    ...(extended !== undefined && drafted.length > 0 && { extendedAt: extended }),
    ...(earlier.length > 0 && { earlier }),
  };
}

function earlierOf(known: Notice | undefined): NonNullable<Notice['earlier']> {
  const { sites = [], sentAt, sentBy = '', earlier = [] } = known ?? {};
  return sentAt === undefined ? earlier : [...earlier, { sites, sentAt, sentBy }];
}

/**
 * The notice as one that was sent.
 *
 * @throws Refusal where it was sent before it named all the sites that it names now.
 */
export function sentNotice(notice: Notice, sentAt: string, sentBy: string): Notice {
  const { extendedAt, customer, sites } = notice;
  if (extendedAt !== undefined && sentAt < extendedAt) {
    throw new Refusal(
      `The notice for '${customer}' names ${sites.join(', ')} since ${extendedAt}, and what was sent at ${sentAt} did not; send it as 'show-notice' has it now`,
    );
  }
  return { ...notice, sentAt, sentBy };
}

function textOf(affected: AffectedCustomer, facts: NoticeFacts): string {
  const gaps: Readonly<Record<string, string>> = {
    ...{ incident: facts.incident, what: facts.what, data: facts.data, when: facts.when },
    ...{ measures: facts.measures, advice: facts.advice, company: facts.company, contact: facts.contact },
    aware: `${facts.awareAt.slice(0, 16).replace('T', ' ')} UTC`,
    customer: affected.customer,
    residency: affected.residency,
    sites: affected.sites.join(', '),
  };
  return filled(TEMPLATE, gaps);
}

/** @throws Error for a gap that nothing fills: half a notice must never be sent. */
function filled(template: string, gaps: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (gap, name: string) => {
    const value = gaps[name];
    if (value === undefined)
      throw new Error(`breach-notice.txt: nothing fills ${gap}; ${Object.keys(gaps).join(', ')} can`);
    return value;
  });
}
