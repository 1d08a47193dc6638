import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { SecretVersions } from '../shared/secret-versions';
import { issue, verify } from './certificate';
import type { Identity } from './certificate';
import { authoritySchema, LOG_PEERS, peerSecretSchema } from './log-certificates';
import type { LogPeer, PeerSecret } from './log-certificates';

/** What Secrets Manager sends for each of the four steps. */
export const requestSchema = z.object({
  Step: z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  SecretId: z.string().min(1),
  /** Id of the version that is to become the current one; the same in all four steps and in repetitions. */
  ClientRequestToken: z.string().min(1),
});
export type RenewalRequest = z.infer<typeof requestSchema>;

/** Days that a certificate holds; it is renewed every 30, so that two renewals may fail. */
export const CERTIFICATE_DAYS = 90;
/** Both ends accept certificates of this authority and of no other, so it outlives every server. */
export const AUTHORITY_YEARS = 10;

export interface Renewing {
  readonly peer: LogPeer;
  /** Versions of the peer's secret. */
  readonly secret: SecretVersions;
  readonly authority: AuthorityStore;
  readonly now: Date;
}

/** Where the authority is kept. */
export interface AuthorityStore {
  read(): Promise<{ readonly value?: string; readonly version: string }>;
  /** Stores a value after that version, unless another one was stored after it already. */
  write(value: string, after: string): Promise<void>;
}

/** Runs one step of a renewal. Each finds out what is done already, so that all can be repeated at any point. */
export async function renew(request: RenewalRequest, renewing: Renewing): Promise<'done' | 'nothing to do'> {
  const { ClientRequestToken: version, SecretId: id, Step: step } = request;
  const { secret, peer, now } = renewing;
  const { stages } = await secret.describe();
  const labels = stages[version];
  if (labels === undefined) throw new Error(`${id} has no version ${version} to renew to`);
  if (labels.includes('AWSCURRENT')) return 'nothing to do';
  if (!labels.includes('AWSPENDING')) throw new Error(`version ${version} of ${id} is not pending`);
  const pending = await secret.read('AWSPENDING', version);
  switch (step) {
    case 'createSecret':
      if (pending !== undefined) return 'nothing to do';
      await secret.writePending(version, JSON.stringify(await makePeer(renewing)));
      return 'done';
    case 'setSecret':
      // Servers fetch the current version by themselves.
      return 'nothing to do';
    case 'testSecret': {
      const { ca, ...identity } = parsed(pending, peerSecretSchema, `${id} AWSPENDING`);
      verify(identity, ca, LOG_PEERS[peer], now);
      return 'done';
    }
    case 'finishSecret':
      await secret.makeCurrent(
        version,
        Object.keys(stages).find((other) => stages[other]?.includes('AWSCURRENT')),
      );
      return 'done';
  }
}

async function makePeer({ peer, authority, now }: Renewing): Promise<PeerSecret> {
  const ca = await authorityOf(authority, now);
  const until = days(now, CERTIFICATE_DAYS);
  // An hour of grace for clocks that are late.
  const identity = issue(
    { name: LOG_PEERS[peer], purpose: peer, from: new Date(now.getTime() - 3_600_000), until },
    ca,
  );
  return { ca: ca.certificate, ...identity };
}

/** The authority, made at the first renewal. */
async function authorityOf(store: AuthorityStore, now: Date): Promise<Identity> {
  const { value, version } = await store.read();
  const known = authoritySchema.safeParse(jsonOf(value));
  if (known.success) {
    const left = new Date(new X509Certificate(known.data.certificate).validTo).getTime() - now.getTime();
    if (left > CERTIFICATE_DAYS * 86_400_000) return known.data;
    throw new Error('The authority ends before the next certificate would; replace it as the runbook says');
  }
  const until = new Date(now);
  until.setUTCFullYear(until.getUTCFullYear() + AUTHORITY_YEARS);
  const made = issue({ name: 'Cordon log authority', purpose: 'authority', from: days(now, -1), until });
  await store.write(JSON.stringify(made), version);
  // Both peers may be renewed for the first time at once: the authority is whichever was stored first.
  return parsed((await store.read()).value, authoritySchema, 'The secret of the authority');
}

/** Undefined for what is no JSON: the random text that a new secret begins with. */
function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function parsed<T>(value: string | undefined, schema: z.ZodType<T>, what: string): T {
  const result = schema.safeParse(jsonOf(value));
  if (result.success) return result.data;
  // Which part is wrong, and never its value.
  throw new Error(`${what} holds no certificate: ${result.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
}

function days(from: Date, count: number): Date {
  return new Date(from.getTime() + count * 86_400_000);
}
