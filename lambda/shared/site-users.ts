import { escapeIdentifier, escapeLiteral, type Client } from 'pg';
import { scramVerifier } from './scram';

/**
 * The two users that a site signs in as by turns, so that one works while the other's password changes (ID-04). The
 * first is the role that owns the site's database and everything in it; the second acts as that role. A site id has no
 * underscore, so no two sites' users ever meet.
 */
export function siteUsers(site: string): readonly [owner: string, second: string] {
  return [site, `${site}__b`];
}

/** Whose turn it is after `user`. Throws at a user that is none of the site's. */
export function otherUser(site: string, user: string): string {
  const users = siteUsers(site);
  const other = users[1 - users.indexOf(user)];
  if (other !== undefined) return other;
  throw new Error(`${user} is no user of site ${site}, only ${users.join(' and ')} are`);
}

/**
 * Makes the site's second user, or gives it this password. It has no right of its own: it acts as the owner from the
 * moment it signs in, so that what it makes belongs to the owner. It inherits the owner's rights as well, since whether
 * it may connect is asked before it acts as anyone.
 *
 * @param platform Session of the platform's role, which becomes a member of the new one: else it couldn't end its
 *   sessions, and no database of the site could be exchanged or dropped.
 */
export async function ensureSecondUser(platform: Client, site: string, password: string): Promise<void> {
  const [owner, user] = siteUsers(site).map(escapeIdentifier);
  const { rowCount } = await platform.query('SELECT FROM pg_roles WHERE rolname = $1', [siteUsers(site)[1]]);
  const withPassword = `LOGIN PASSWORD ${escapeLiteral(scramVerifier(password))}`;
  const statements = [
    rowCount === 0
      ? `CREATE ROLE ${user} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS ${withPassword}`
      : `ALTER ROLE ${user} ${withPassword}`,
    `GRANT ${owner} TO ${user} WITH INHERIT TRUE, SET TRUE, ADMIN FALSE`,
    `ALTER ROLE ${user} SET role = ${escapeLiteral(site)}`,
    `GRANT ${user} TO CURRENT_USER WITH INHERIT TRUE, SET FALSE`,
  ];
  // Sent as one, they are one transaction.
  await platform.query(statements.join('; '));
}
