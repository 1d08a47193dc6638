import { z } from 'zod';
import { parseCredentials } from '../shared/credentials';
import type { Credentials } from '../shared/credentials';
import type { SecretVersions } from '../shared/secret-versions';

/** What Secrets Manager sends for each of the four steps. */
export const requestSchema = z.object({
  Step: z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  SecretId: z.string().min(1),
  /** Id of the version that is to become the current one; the same in all four steps and in repetitions. */
  ClientRequestToken: z.string().min(1),
});
export type RotationRequest = z.infer<typeof requestSchema>;

/** How a password changes hands: `singleUser` or `alternatingUsers`. */
export interface Strategy {
  /** Credentials that follow the current ones. Called once per rotation; touches nothing. */
  next(current: Credentials): Credentials;
  /**
   * Makes the server accept `pending`. May be called again after it succeeded or broke off.
   * `known` are older credentials that may still be accepted, newest first.
   */
  apply(pending: Credentials, known: readonly Credentials[]): Promise<void>;
  /** Throws unless the server accepts `pending` as it should. */
  verify(pending: Credentials): Promise<void>;
}

/** Whether the step changed anything, or found its work done. */
export type Outcome = 'done' | 'nothing to do';

/** Runs one step. Every step finds out what is already done, so that all can be repeated at any point (ID-04). */
export async function rotate(request: RotationRequest, secret: SecretVersions, strategy: Strategy): Promise<Outcome> {
  const { SecretId: name, ClientRequestToken: version, Step: step } = request;
  const { rotationEnabled, stages } = await secret.describe();
  if (!rotationEnabled) throw new Error(`rotation of ${name} is switched off; switch it on before rotating`);
  const labels = stages[version];
  if (labels === undefined) throw new Error(`${name} has no version ${version} to rotate to`);
  if (labels.includes('AWSCURRENT')) return 'nothing to do';
  if (!labels.includes('AWSPENDING')) throw new Error(`version ${version} of ${name} is not pending`);

  if (step === 'createSecret') return create(secret, name, version, strategy);
  const pending = await required(secret, 'AWSPENDING', name, version);
  switch (step) {
    case 'setSecret':
      return set(secret, name, pending, strategy);
    case 'testSecret':
      await strategy.verify(pending);
      return 'done';
    case 'finishSecret': {
      const current = Object.keys(stages).find((id) => stages[id]?.includes('AWSCURRENT'));
      await secret.makeCurrent(version, current);
      return 'done';
    }
  }
}

async function create(secret: SecretVersions, name: string, version: string, strategy: Strategy): Promise<Outcome> {
  if ((await secret.read('AWSPENDING', version)) !== undefined) return 'nothing to do';
  const current = await required(secret, 'AWSCURRENT', name);
  await secret.writePending(version, JSON.stringify(strategy.next(current)));
  return 'done';
}

async function set(secret: SecretVersions, name: string, pending: Credentials, strategy: Strategy): Promise<Outcome> {
  const current = await required(secret, 'AWSCURRENT', name);
  // Else whoever may write the pending version could have the current password sent to a server of theirs.
  if (pending.host !== current.host || pending.port !== current.port)
    throw new Error(`the pending version of ${name} names another server than the current one`);
  const previous = await secret.read('AWSPREVIOUS');
  const known = previous === undefined ? [current] : [current, parseCredentials(previous, `${name} AWSPREVIOUS`)];
  await strategy.apply(
    pending,
    known.filter(({ host, port }) => host === current.host && port === current.port),
  );
  return 'done';
}

async function required(
  secret: SecretVersions,
  stage: 'AWSCURRENT' | 'AWSPENDING',
  name: string,
  version?: string,
): Promise<Credentials> {
  const value = await secret.read(stage, version);
  if (value === undefined) throw new Error(`${name} has no ${stage} value`);
  return parseCredentials(value, `${name} ${stage}`);
}
