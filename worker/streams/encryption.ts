import type { Duplex } from 'node:stream';
import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  KmsKeyringNode,
  MultiKeyringNode,
} from '@aws-crypto/client-node';
import type { KMS } from '@aws-sdk/client-kms';
import type { SiteKey } from '../aws/site-keys';
import { Insulated } from './insulated';

/**
 * AES-256-GCM with key commitment, not signed: whoever can decrypt a backup is the worker that encrypts them, so a
 * signature would prove nothing. And without one every frame is proven before it is let through.
 */
const SUITE = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;
/** In bytes. Nothing of a frame is let through before all of it is proven, so this is also the memory it takes. */
const FRAME = 1024 * 1024;

const client = buildClient({
  commitmentPolicy: CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT,
  maxEncryptedDataKeys: 2,
});

/** What a dump is bound to: it can't be decrypted as that of another site or backup. */
export interface EncryptionContext extends Record<string, string> {
  readonly site: string;
  readonly backup: string;
}

type KmsOfRegion = (region: string) => KMS;

/** Encrypts to a new data key, which each of the keys can unwrap on its own. */
export function encryption(kms: KmsOfRegion, keys: readonly SiteKey[], encryptionContext: EncryptionContext): Duplex {
  const [generator, ...others] = keys;
  const keyring = new KmsKeyringNode({
    clientProvider: kms,
    generatorKeyId: generator?.arn,
    keyIds: others.map(({ arn }) => arn),
  });
  return new Insulated(client.encryptStream(keyring, { suiteId: SUITE, frameLength: FRAME, encryptionContext }));
}

/** Decrypts with the first of the keys that can, and only what was encrypted in the same context. */
export function decryption(kms: KmsOfRegion, keys: readonly SiteKey[], expected: EncryptionContext): Duplex {
  const keyrings = keys.map(({ arn }) => new KmsKeyringNode({ clientProvider: kms, keyIds: [arn] }));
  const keyring = new MultiKeyringNode({ children: keyrings });
  const decrypting = client.decryptUnsignedMessageStream(keyring, { maxBodySize: FRAME });
  const stream = new Insulated(decrypting);
  decrypting.on('MessageHeader', ({ encryptionContext }: { encryptionContext: Record<string, string> }) => {
    const differing = Object.keys(expected).filter((name) => encryptionContext[name] !== expected[name]);
    if (differing.length > 0) {
      stream.destroy(new Error(`the dump is not that of ${expected.site}'s backup ${expected.backup}`));
    }
  });
  return stream;
}
