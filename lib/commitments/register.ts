import { accessCommitments } from '../access/commitments';
import { backupCommitments } from '../backup/commitments';
import { auditCommitments } from '../audit/commitments';
import { dataCommitments } from '../data/commitments';
import { encryptionCommitments } from '../encryption/commitments';
import { identityCommitments } from '../identity/commitments';
import { incidentsCommitments } from '../incidents/commitments';
import { malwareCommitments } from '../malware/commitments';
import { networkCommitments } from '../network/commitments';
import { platformCommitments } from '../platform/commitments';
import { privacyCommitments } from '../privacy/commitments';
import { recoveryCommitments } from '../recovery/commitments';
import { sitesCommitments } from '../sites/commitments';
import { tenancyCommitments } from '../sites/tenancy-commitments';
import { webCommitments } from '../web/commitments';
import type { Commitment } from './commitment';
import { organisationalCommitments } from './organisational';

/** Every promise of the trust documents, by id. */
export const register: readonly Commitment[] = [
  ...accessCommitments,
  ...backupCommitments,
  ...auditCommitments,
  ...dataCommitments,
  ...encryptionCommitments,
  ...identityCommitments,
  ...incidentsCommitments,
  ...malwareCommitments,
  ...networkCommitments,
  ...platformCommitments,
  ...privacyCommitments,
  ...recoveryCommitments,
  ...sitesCommitments,
  ...tenancyCommitments,
  ...webCommitments,
  ...organisationalCommitments,
].sort((a, b) => (a.id < b.id ? -1 : 1));
