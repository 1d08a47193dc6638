import { createHash } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { secretVersions } from '../shared/secrets-manager';
import { telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import type { LogPeer } from './log-certificates';
import { renew, requestSchema } from './renewal';
import type { AuthorityStore } from './renewal';

const { AUTHORITY_SECRET, SERVER_SECRET, CLIENT_SECRET } = environmentSchema.parse(process.env);
const { logger, tracer } = telemetry('renew-log-certificates');
const client = tracer.captureAWSv3Client(new SecretsManagerClient({}));
const PEERS: Readonly<Record<string, LogPeer>> = { [SERVER_SECRET]: 'server', [CLIENT_SECRET]: 'client' };

const authority: AuthorityStore = {
  read: async () => {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: AUTHORITY_SECRET }));
    return { value: answer.SecretString, version: answer.VersionId ?? '' };
  },
  write: async (value, after) => {
    // Of all versions that are to follow another one, Secrets Manager takes one with this id.
    const ClientRequestToken = createHash('sha256').update(after).digest('hex');
    const command = new PutSecretValueCommand({ SecretId: AUTHORITY_SECRET, ClientRequestToken, SecretString: value });
    await client.send(command).catch((error: unknown) => {
      if (!(error instanceof ResourceExistsException)) throw error;
    });
  },
};

/** Called by Secrets Manager for each step of the renewal of a certificate of the way that logs take (LG-04). */
export async function handler(event: unknown): Promise<void> {
  const request = requestSchema.parse(event);
  const peer = PEERS[request.SecretId];
  if (peer === undefined) throw new Error(`${request.SecretId} is none of the secrets that this function renews`);
  const secret = secretVersions(client, request.SecretId);
  const outcome = await renew(request, { peer, secret, authority, now: new Date() });
  logger.info('step of a renewal', { step: request.Step, peer, outcome });
}
