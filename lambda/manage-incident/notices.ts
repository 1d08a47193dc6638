import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Notice } from '../shared/incidents/notice';
import type { AffectedCustomer } from './affected';
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

/** A draft for each customer. A person reads it, and sends it. */
export function draftNotices(customers: readonly AffectedCustomer[], facts: NoticeFacts): Notice[] {
  return customers.map((affected) => {
    const gaps: Readonly<Record<string, string>> = {
      ...{ incident: facts.incident, what: facts.what, data: facts.data, when: facts.when },
      ...{ measures: facts.measures, advice: facts.advice, company: facts.company, contact: facts.contact },
      aware: `${facts.awareAt.slice(0, 16).replace('T', ' ')} UTC`,
      customer: affected.customer,
      residency: affected.residency,
      sites: affected.sites.join(', '),
    };
    return { ...affected, text: filled(TEMPLATE, gaps) };
  });
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
