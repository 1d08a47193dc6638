import { createHash } from 'node:crypto';

type Platform = { readonly platform: string; readonly environment: string };

/** Names that belong to a site wherever it lives. A site id has no underscore, so no two sites' names ever meet. */
export function databaseName(site: string): string {
  return site;
}

/** The only role that can use the site's database; it owns it and is no member of anything. */
export function roleName(site: string): string {
  return site;
}

/** Why the worker made a database of its own beside the live one; `old` is a live one of yesterday. */
export type Beside = 'restore' | 'verify' | 'old';

/** Database that a backup is loaded into, at most 60 characters: a killed run's is found again by it. */
export function stagingName(site: string, purpose: Exclude<Beside, 'old'>, backup: string): string {
  return `${site}__${purpose}_${createHash('sha256').update(backup).digest('hex').slice(0, 8)}`;
}

/** What the live database is called once another has taken its place; at most 61 characters. */
export function oldName(site: string, at: Date): string {
  return `${site}__old_${at.toISOString().replace(/\D/g, '').slice(0, 14)}`;
}

/** Pattern, for LIKE with `\` as escape, of the databases that were made beside the site's. */
export function besidePattern(site: string, purpose: Beside): string {
  return `${site}\\_\\_${purpose}\\_%`;
}

/** The site's KMS key, in each of its two regions (D21). */
export function keyAlias({ platform, environment }: Platform, site: string): string {
  return `alias/${platform}/${environment}/site/${site}`;
}

/** The site's credentials for its database, in each of its two regions. */
export function secretName({ platform, environment }: Platform, site: string): string {
  return `${platform}/${environment}/site/${site}/database`;
}
