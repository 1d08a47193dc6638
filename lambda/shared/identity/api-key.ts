import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** An API key as its holder has it, taken apart. */
export interface PresentedKey {
  readonly site: string;
  readonly id: string;
  readonly secret: string;
}

/** What is kept of a key's secret: a salted hash, from which nobody gets it back (CR-08). */
export interface SecretHash {
  /** Hex digits. */
  readonly salt: string;
  readonly hash: string;
}

/** `ck_<site>_<id>_<secret>`: it names its site, and scanners of leaked secrets know it by its prefix. */
const API_KEY = /^ck_([a-z][a-z0-9-]{1,40})_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

export function parseApiKey(text: string): PresentedKey | undefined {
  const [, site, id, secret] = API_KEY.exec(text) ?? [];
  return site !== undefined && id !== undefined && secret !== undefined ? { site, id, secret } : undefined;
}

export function renderApiKey({ site, id, secret }: PresentedKey): string {
  return `ck_${site}_${id}_${secret}`;
}

/** A new key; its secret has 256 random bits. */
export function newApiKey(site: string): PresentedKey {
  return { site, id: randomBytes(8).toString('hex'), secret: randomBytes(32).toString('base64url') };
}

/** One round of SHA-256 is enough: unlike a password, a secret of 256 random bits can't be guessed, however fast. */
export function hashSecret(secret: string, salt: string = randomBytes(16).toString('hex')): SecretHash {
  return { salt, hash: createHash('sha256').update(`${salt}.${secret}`).digest('hex') };
}

export function matchesSecret(secret: string, { salt, hash }: SecretHash): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret, salt).hash, 'hex'), Buffer.from(hash, 'hex'));
}
