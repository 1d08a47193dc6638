import { createHash } from 'node:crypto';

type Platform = { readonly platform: string; readonly environment: string };

/** Names that belong to a site wherever it lives. A site id has no underscore, so no two sites' names ever meet. */
export function databaseName(site: string): string {
  return site;
}

/**
 * The role that owns the site's database and everything in it, and is no member of anything. The site signs in as it, or
 * as its second user, who acts as it (ID-04): what is to belong to the site is given to this one, never to the login.
 */
export function roleName(site: string): string {
  return site;
}

/** Why the worker made a database of its own beside the live one; `old` is a live one of yesterday. */
export type Beside = 'restore' | 'verify' | 'clone' | 'old';

/** Database that a backup is loaded into, at most 60 characters: a killed run's is found again by it. */
export function stagingName(site: string, purpose: Exclude<Beside, 'old'>, backup: string): string {
  return `${site}__${purpose}_${createHash('sha256').update(backup).digest('hex').slice(0, 8)}`;
}

/** What the live database is called once another has taken its place; at most 61 characters. */
export function oldName(site: string, at: Date): string {
  return `${site}__old_${at.toISOString().replace(/\D/g, '').slice(0, 14)}`;
}

/** Since when a database has that name; undefined if it is not one of the site's old ones. */
export function oldSince(site: string, database: string): Date | undefined {
  const prefix = `${site}__old_`;
  const digits = database.startsWith(prefix) ? database.slice(prefix.length) : '';
  if (!/^\d{14}$/.test(digits)) return undefined;
  return new Date(digits.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z'));
}

/** Pattern, for LIKE with `\` as escape, of the databases that were made beside the site's. */
export function besidePattern(site: string, purpose: Beside): string {
  return `${site}\\_\\_${purpose}\\_%`;
}

/** The same pattern for whatever purpose. */
export function anyBesidePattern(site: string): string {
  return `${site}\\_\\_%`;
}

/** The site's KMS key, in each of its two regions (D21). */
export function keyAlias({ platform, environment }: Platform, site: string): string {
  return `alias/${platform}/${environment}/site/${site}`;
}

/** The site's credentials for its database, in each of its two regions. */
export function secretName({ platform, environment }: Platform, site: string): string {
  return `${platform}/${environment}/site/${site}/database`;
}
