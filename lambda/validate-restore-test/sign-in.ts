import { setTimeout as sleep } from 'node:timers/promises';
import type { Credentials } from '../shared/credentials';
import { SignInRefused, signedIn } from '../shared/database-session';
import type { Authorities } from '../shared/database-session';
import type { Check } from './check';
import type { KnownCredentials } from './passwords';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface SignIn {
  readonly check: Check;
  /** Names of its databases; absent if nobody could sign in. */
  readonly databases?: readonly string[];
}

export interface SignInOptions {
  readonly authorities?: Authorities;
  /** Milliseconds between attempts: a server that has just been restored may not answer at once. @default 10 seconds */
  readonly pause?: number;
}

const ATTEMPTS = 3;

/** Of a server, or of its name, that is not quite there yet. Nothing else gets better by waiting. */
const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', '57P03']);

function isNotYet(error: unknown): boolean {
  const { code = '', message } = error as { readonly code?: string; readonly message: string };
  return NOT_YET.has(code) || /timeout/i.test(message);
}

/** Signs in to a restored server, over TLS and only if its certificate is right, and asks for its databases. */
export async function tryToSignIn(
  { host, port }: Endpoint,
  known: AsyncIterable<KnownCredentials>,
  { authorities, pause = 10_000 }: SignInOptions = {},
): Promise<SignIn> {
  const what = 'sign-in over TLS';
  let tried = 0;
  for await (const { which, credentials } of known) {
    tried++;
    try {
      const databases = await databasesOf({ ...credentials, host, port, dbname: 'postgres' }, authorities, pause);
      return { check: { what: `${what} with ${which}` }, databases };
    } catch (error) {
      if (!(error instanceof SignInRefused)) return { check: { what, problem: (error as Error).message } };
    }
  }
  const problem = tried === 0 ? 'its secret holds nothing' : `none of ${tried} known passwords is accepted`;
  return { check: { what, problem } };
}

async function databasesOf(
  credentials: Credentials,
  authorities: Authorities,
  pause: number,
): Promise<readonly string[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await signedIn(credentials, authorities, async (client) => {
        const { rows } = await client.query<{ name: string }>(
          'select datname as name from pg_database where not datistemplate order by 1',
        );
        return rows.map(({ name }) => name);
      });
    } catch (error) {
      if (attempt === ATTEMPTS || !isNotYet(error)) throw error;
      await sleep(pause);
    }
  }
}
