import type { Rule } from './rule';
import { certificateKey } from './rules/certificate-key';
import { endpointsByTls } from './rules/endpoints-by-tls';
import { keysOfAws } from './rules/keys-of-aws';
import { noPlainSecrets } from './rules/no-plain-secrets';
import { passwordHashes } from './rules/password-hashes';
import { storesByTls } from './rules/stores-by-tls';
import { storesEncrypted } from './rules/stores-encrypted';
import { strictTransport } from './rules/strict-transport';
import { volumesEncrypted } from './rules/volumes-encrypted';

/** What keeps data unreadable to others, on its way and where it lies. */
export const encryptionRules: readonly Rule[] = [
  certificateKey,
  endpointsByTls,
  keysOfAws,
  noPlainSecrets,
  passwordHashes,
  storesByTls,
  storesEncrypted,
  strictTransport,
  volumesEncrypted,
];
