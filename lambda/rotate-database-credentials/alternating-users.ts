import { escapeIdentifier, escapeLiteral } from 'pg';
import type { Client } from 'pg';
import { generatePassword } from '../shared/credentials';
import type { Credentials } from '../shared/credentials';
import { scramVerifier } from '../shared/scram';
import { ensureSecondUser, otherUser, siteUsers } from '../shared/site-users';
import { signedIn } from '../shared/database-session';
import type { Authorities } from '../shared/database-session';
import type { Strategy } from './rotation';

export interface AlternatingUsersOptions {
  readonly site: string;
  /** Reads how the platform's role, which may make users and change passwords, signs in to the site's server. */
  readonly platform: () => Promise<Credentials>;
  readonly authorities?: Authorities;
}

/**
 * A site's two users change their passwords by turns, by the hand of the platform's role: the one that the application
 * uses is never touched, and works until the rotation after this one. So an application that reads its secret once a
 * month, or when a sign-in is refused, never notices (ID-04).
 */
export function alternatingUsers({ site, platform, authorities }: AlternatingUsersOptions): Strategy {
  return {
    next: (current) => ({
      ...current,
      username: otherUser(site, current.username),
      password: generatePassword(),
    }),

    async apply(pending, [current]) {
      if (current === undefined || pending.username !== otherUser(site, current.username))
        throw new Error(`${pending.username} is in use; its password changes when it is the other user's turn`);
      const mighty = await platform();
      // Else whoever may write the site's secret could have the platform's password sent to a server of theirs.
      if (mighty.host !== pending.host || mighty.port !== pending.port)
        throw new Error(`the secret of site ${site} names another server than that of the platform's role`);
      await signedIn(mighty, authorities, (client) => setPassword(client, site, pending));
    },

    async verify(pending) {
      otherUser(site, pending.username); // throws unless it is one of the two
      const session = await signedIn(pending, authorities, describeSession);
      const wrong = problemsOf(session, site, pending);
      if (wrong.length > 0) throw new Error(`${pending.username} on ${pending.host}: ${wrong.join(', ')}`);
    },
  };
}

/** Utility statements take no parameters: all is quoted, and of a password only a verifier is sent. */
async function setPassword(client: Client, site: string, { username, password }: Credentials): Promise<void> {
  const [owner] = siteUsers(site);
  if (username !== owner) return ensureSecondUser(client, site, password);
  const verifier = escapeLiteral(scramVerifier(password));
  await client.query(`alter role ${escapeIdentifier(owner)} login password ${verifier}`);
}

interface Session {
  readonly role: string;
  readonly database: string;
  readonly databaseOwner: string;
  /** Whether it has a right that no user of a site has. */
  readonly mighty: boolean;
  readonly memberships: string[];
  readonly encrypted: boolean;
}

async function describeSession(client: Client): Promise<Session> {
  const { rows } = await client.query<Omit<Session, 'encrypted'>>(
    `select current_user as role, current_database() as database, pg_get_userbyid(d.datdba) as "databaseOwner",
            (u.rolsuper or u.rolcreaterole or u.rolcreatedb or u.rolreplication or u.rolbypassrls) as mighty,
            array(select pg_get_userbyid(m.roleid)::text from pg_auth_members m where m.member = u.oid) as memberships
       from pg_database d, pg_roles u where d.datname = current_database() and u.rolname = session_user`,
  );
  // How a session is encrypted is shown to its own user only, and the role that it acts as is another.
  await client.query('set role none');
  const { rows: own } = await client.query<{ encrypted: boolean }>(
    'select ssl as encrypted from pg_stat_ssl where pid = pg_backend_pid()',
  );
  if (!rows[0]) throw new Error('the server says nothing of its own session');
  return { ...rows[0], encrypted: own[0]?.encrypted ?? false };
}

function problemsOf(session: Session, site: string, pending: Credentials): string[] {
  const [owner] = siteUsers(site);
  const problems: string[] = [];
  if (!session.encrypted) problems.push('the connection is not encrypted');
  if (session.role !== owner) problems.push(`it acts as ${session.role}, not as ${owner}`);
  if (session.database !== pending.dbname) problems.push(`it is in database ${session.database}`);
  if (session.databaseOwner !== owner) problems.push(`its database belongs to ${session.databaseOwner}`);
  if (session.mighty) problems.push('it may more than use its database');
  const others = session.memberships.filter((role) => role !== owner);
  if (others.length > 0) problems.push(`it is a member of ${others.join(' and ')}`);
  return problems;
}
