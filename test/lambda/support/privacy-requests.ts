import { readAction, type Change, type OpenAction } from '../../../lambda/manage-privacy-request/action';
import { change } from '../../../lambda/manage-privacy-request/changing';
import { open, type Known } from '../../../lambda/manage-privacy-request/opening';
import type { Party } from '../../../lambda/shared/privacy/parties';
import type { PrivacyRequest } from '../../../lambda/shared/privacy/request';
import { copyOf, siteRecord, type SiteChanges } from './site-records';

export const NOW = new Date('2026-03-01T09:00:00Z');
export const ADA = [{ kind: 'email', value: 'ada@customer.example' }] as const;

export const PARTIES: readonly Party[] = [
  {
    name: 'Courier Mail',
    endpoints: { 'european-union': 'smtp.eu.courier-mail.example', australia: 'smtp.au.example' },
  },
  { name: 'Helpdesk One', endpoints: { 'european-union': 'eu.helpdesk-one.example' } },
  { name: 'Elsewhere', endpoints: { australia: 'au.elsewhere.example' } },
];

const personalData = { columns: [{ table: 'public.contact', column: 'email', mask: 'email' as const }], links: [] };

/** A site of a customer, in which people can be found. */
export function customerSite(id: string, customer = 'acme', { job, ...changes }: SiteChanges = {}) {
  return siteRecord(id, { ...changes, job: { personalData, record: { customer }, ...job } });
}

export const SITES = [
  customerSite('acme', 'acme', { job: { copies: [copyOf('acme-training')] } }),
  customerSite('acme-cellar'),
  customerSite('acme-old', 'acme', { state: 'erased' }),
  customerSite('bold', 'bold'),
  siteRecord('unlisted'),
];

export const KNOWN: Known = {
  sites: SITES,
  parties: PARTIES,
  periods: { deadlineDays: 30, subProcessorDays: 20, exitWaitingDays: 14 },
  now: NOW,
};

export function opening(about: object, more: object = {}): OpenAction {
  return readAction({ action: 'open', about, reference: 'letter 4711', ...more }) as OpenAction;
}

export function opened(about: object, known: Partial<Known> = {}, more: object = {}): PrivacyRequest {
  return open(opening(about, more), { ...KNOWN, ...known });
}

/** A request with somebody's word for who has asked. */
export function verified(about: object, known: Partial<Known> = {}): PrivacyRequest {
  const request = opened(about, known);
  return act(request, { action: 'verify-identity', by: 'jo', how: 'called back on the number of the contract' });
}

export function act(request: PrivacyRequest, action: object, now = NOW): PrivacyRequest {
  const read = readAction({ ...action, request: request.id });
  if (['open', 'list', 'show', 'link'].includes(read.action)) throw new Error('It changes nothing');
  return change(request, read as Change, now);
}
