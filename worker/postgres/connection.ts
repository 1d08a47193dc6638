import { Client } from 'pg';
import type { Credentials } from '../../lambda/shared/credentials';
import { WorkerError } from '../errors';

export interface Login extends Pick<Credentials, 'host' | 'port' | 'username' | 'password'> {
  readonly database: string;
}

/** SQLSTATE of a failed statement. */
export function sqlState(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}

/** Of what a server says when its disk is full. */
const DISK_FULL = '53100';

/**
 * Signs in, works, signs out. The connection is encrypted and the server's certificate and name are checked; there is
 * no switch to do without (BK-21).
 *
 * @param authorities PEM of who may sign the server's certificate.
 */
export async function connected<T>(
  login: Login,
  authorities: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { username, ...where } = login;
  const client = new Client({
    ...where,
    user: username,
    ssl: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ca: authorities },
    connectionTimeoutMillis: 10_000,
    application_name: 'site-worker',
    keepAlive: true,
  });
  // A connection that breaks while idle would otherwise end the process; the next query reports it.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    const { message } = error as Error;
    throw new WorkerError('DatabaseFailed', `No session as ${username} in ${login.database}: ${message}`, {
      cause: error,
    });
  }
  try {
    return await work(client);
  } catch (error) {
    if (sqlState(error) === DISK_FULL) {
      throw new WorkerError('NotEnoughDisk', `The disk of server ${login.host} is full`, { cause: error });
    }
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
