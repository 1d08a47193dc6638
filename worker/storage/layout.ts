/** Below which the sites of a bucket of site backups are. */
export const SITES_PREFIX = 'sites/';

/** Where what belongs to a site is kept in a bucket of site backups: the same in both regions. */
export function sitePrefix(site: string): string {
  return `${SITES_PREFIX}${site}/`;
}

/** Whether a name directly below a site's prefix is that of a backup. */
export function isBackupId(name: string): boolean {
  return /^\d{4}-\d\d-\d\d-/.test(name);
}

/** The ids of backups among names directly below a site's prefix, new to old. */
export function backupIdsAmong(names: readonly string[]): string[] {
  return names.filter(isBackupId).sort((a, b) => (a < b ? 1 : -1));
}

/** The parts of a backup; the manifest is written last, and says by being there that the backup is complete. */
export const PARTS = {
  configuration: 'configuration.json',
  database: 'database.dump',
  attachments: 'attachments.json',
  manifest: 'manifest.json',
} as const;
export type Part = keyof typeof PARTS;

export function partKey(site: string, backup: string, part: Part): string {
  return `${sitePrefix(site)}${backup}/${PARTS[part]}`;
}

/** Attachments as they are kept, each content once however many backups have it. */
export function blobPrefix(site: string): string {
  return `${sitePrefix(site)}attachments/`;
}

export function blobKey(site: string, sha256: string): string {
  return `${blobPrefix(site)}${sha256}`;
}

/** Attachments as the application keeps them, in its own bucket. */
export function attachmentPrefix(site: string): string {
  return `${site}/`;
}

/** Exports, in the bucket that they are fetched from. */
export function exportPrefix(site: string): string {
  return `${site}/`;
}

/** What is known of an erasure; not among the site's backups, which are removed after it. */
export function erasureKey(site: string, receipt: string): string {
  return `erasures/${site}/${receipt}.json`;
}

/** What is known of people who were erased from a site: what a restore must take out again. */
export function erasedPeoplePrefix(site: string): string {
  return `erasures/${site}/people/`;
}

export function erasedPersonKey(site: string, receipt: string): string {
  return `${erasedPeoplePrefix(site)}${receipt}.json`;
}
