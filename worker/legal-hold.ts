import { WorkerError } from './errors';
import type { JobSite } from './job';

/** Throws while a site is under legal hold (D9). @param done What is refused, as `erased`. */
export function refuseUnderLegalHold({ id, legalHold }: JobSite, done: string): void {
  if (!legalHold) return;
  const { since, reason } = legalHold;
  throw new WorkerError('LegalHold', `Site ${id} can't be ${done}: it is under legal hold since ${since} (${reason})`);
}
