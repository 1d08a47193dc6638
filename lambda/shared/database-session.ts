import { Client } from 'pg';
import type { Credentials } from './credentials';

/** Thrown when the server is there but refuses the user or the password. */
export class SignInRefused extends Error {}

/** SQLSTATEs of class 28: invalid authorization specification, invalid password. */
const REFUSED = new Set(['28000', '28P01']);

/**
 * Authorities that may sign the certificates of servers, in PEM.
 * Undefined: those that Node trusts, with NODE_EXTRA_CA_CERTS.
 */
export type Authorities = string | undefined;

/**
 * Signs in, runs `work`, signs out. The connection is encrypted, and the server's certificate must be valid for its
 * name and signed by a trusted authority: there is no switch to do without (CR-04).
 */
export async function signedIn<T>(
  credentials: Credentials,
  authorities: Authorities,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { host, port, username, password, dbname } = credentials;
  const client = new Client({
    host,
    port,
    user: username,
    password,
    database: dbname,
    ssl: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ca: authorities },
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    application_name: 'operations',
  });
  // A connection that breaks while idle would otherwise end the process; the next query reports it.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    const code = (error as { code?: string }).code;
    if (code !== undefined && REFUSED.has(code)) throw new SignInRefused(`${host} refuses to sign in ${username}`);
    throw error;
  }
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
