import { randomBytes } from 'node:crypto';

/**
 * The name of a user says which site it belongs to: `acme.0f3a…`. Cognito never lets a user's name be changed, by nobody
 * and through no API, so that a user belongs to exactly one site for as long as it exists (TN-05). An immutable custom
 * attribute would say the same, but then no federated identity could be linked to the user: see
 * docs/decisions/0010-a-users-name-says-its-site.md.
 */
const USER_NAME = /^([a-z][a-z0-9-]{1,40})\.[0-9a-f]{24}$/;

/** A new name for a user of a site; says nothing of the person. */
export function newUserName(site: string): string {
  return `${site}.${randomBytes(12).toString('hex')}`;
}

/** The site that a user belongs to; undefined for a user that nobody invited, such as `Google_1234`. */
export function siteOfUser(userName: string | undefined): string | undefined {
  return USER_NAME.exec(userName ?? '')?.[1];
}

/** The group of a site's users that have a role of the application; a role has no dot, and neither has a site. */
export function groupOf(site: string, role: string): string {
  return `${site}.${role}`;
}

/** The roles that groups stand for at a site; a group of another site stands for none (TN-04). */
export function rolesAt(site: string, groups: readonly string[]): string[] {
  return groups
    .filter((group) => group.startsWith(`${site}.`))
    .map((group) => group.slice(site.length + 1))
    .sort();
}
