import type { PrivacyRequest } from '../shared/privacy/request';
import { Refused } from './action';

/** Key of the export that a step of an open request has made. @throws Refused if it has made none. */
export function exportOf({ id, state, steps }: PrivacyRequest, name: string): string {
  if (state !== 'open') throw new Refused(`Request ${id} is ${state}; links are given while it is open`);
  const step = steps.find((one) => one.id === name);
  const key = step?.state === 'done' ? step.result?.export : undefined;
  if (typeof key === 'string') return key;
  const made = steps.filter((one) => typeof one.result?.export === 'string').map((one) => one.id);
  throw new Refused(`Step '${name}' of ${id} has made no export; those that have: ${made.join(', ') || 'none'}`);
}
