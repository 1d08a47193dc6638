import { z } from 'zod';

/** The two ends of the way that messages of servers take, and the names that each expects of the other. */
export const LOG_PEERS = {
  server: 'log-server.cordon.internal',
  client: 'log-client.cordon.internal',
} as const;
export type LogPeer = keyof typeof LOG_PEERS;

const pem = z.string().startsWith('-----BEGIN');

/** Value of the secret of a peer: who it is, and whose certificates it accepts. */
export const peerSecretSchema = z.object({ ca: pem, certificate: pem, key: pem });
export type PeerSecret = z.infer<typeof peerSecretSchema>;

/** Value of the secret of the authority. */
export const authoritySchema = z.object({ certificate: pem, key: pem });
