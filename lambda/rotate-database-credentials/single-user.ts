import { escapeIdentifier, escapeLiteral } from 'pg';
import type { Client } from 'pg';
import { generatePassword } from '../shared/credentials';
import type { Credentials } from '../shared/credentials';
import { SignInRefused, signedIn } from '../shared/database-session';
import type { Authorities } from '../shared/database-session';
import type { Strategy } from './rotation';
import { scramVerifier } from '../shared/scram';

/**
 * One user changes its own password: for the master user of a server, whose few clients read the secret anew when
 * a sign-in is refused. Between set and finish, only the pending password is accepted.
 */
export function singleUser(authorities?: Authorities): Strategy {
  return {
    next: (current) => ({ ...current, password: generatePassword() }),

    async apply(pending, known) {
      if (await unlessRefused(signedIn(pending, authorities, () => Promise.resolve()))) return; // done, then broke off
      // A previous password is accepted where a server was restored to a moment before the last rotation.
      for (const old of known.filter(({ username }) => username === pending.username)) {
        const change = (client: Client) => changePassword(client, pending);
        if (await unlessRefused(signedIn(old, authorities, change))) return;
      }
      throw new Error(
        `${pending.host} accepts neither the pending, the current nor the previous password of ${pending.username}; ` +
          'set its master password to the current one of the secret, then rotate again',
      );
    },

    async verify(pending) {
      const session = await signedIn(pending, authorities, async (client) => {
        const { rows } = await client.query<{ user: string; encrypted: boolean }>(
          'select current_user as user, ssl as encrypted from pg_stat_ssl where pid = pg_backend_pid()',
        );
        return rows[0];
      });
      if (!session?.encrypted) throw new Error(`the connection to ${pending.host} is not encrypted`);
      if (session.user !== pending.username)
        throw new Error(`signed in to ${pending.host} as ${session.user}, not as ${pending.username}`);
    },
  };
}

/** A utility statement takes no parameters: both parts are quoted, and of the password only a verifier is sent. */
async function changePassword(client: Client, { username, password }: Credentials): Promise<void> {
  const verifier = escapeLiteral(scramVerifier(password));
  await client.query(`alter role ${escapeIdentifier(username)} with password ${verifier}`);
}

/** False where the server refused the sign-in; any other failure is one. */
async function unlessRefused(session: Promise<void>): Promise<boolean> {
  try {
    await session;
    return true;
  } catch (error) {
    if (error instanceof SignInRefused) return false;
    throw error;
  }
}
