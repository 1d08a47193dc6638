import { accessCommitments } from '../access/commitments';
import { identityCommitments } from '../identity/commitments';
import { incidentsCommitments } from '../incidents/commitments';
import { malwareCommitments } from '../malware/commitments';
import { privacyCommitments } from '../privacy/commitments';
import { webCommitments } from '../web/commitments';
import type { Commitment } from './commitment';
import { organisationalCommitments } from './organisational';

/** Every promise of the trust documents, by id. */
export const register: readonly Commitment[] = [
  ...accessCommitments,
  ...identityCommitments,
  ...incidentsCommitments,
  ...malwareCommitments,
  ...privacyCommitments,
  ...webCommitments,
  ...organisationalCommitments,
].sort((a, b) => (a.id < b.id ? -1 : 1));
