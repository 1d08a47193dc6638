import { z } from 'zod';
import { keysToEncrypt } from '../site-keys';
import type { SiteRegion, SiteWork } from '../site-work';
import { erasedPeoplePrefix, erasedPersonKey } from '../storage/layout';
import { hashedPersonSchema, type HashedPerson } from './identifiers';

const rows = z.record(z.string(), z.number().int().nonnegative());

/** Evidence that a person was erased from a site's database; it names nobody. */
export const personErasureReceiptSchema = z.object({
  /** Id, from site and operation: the same for every attempt at one erasure. */
  receipt: z.string(),
  site: z.string(),
  operation: z.string(),
  /** When it was done. */
  at: z.iso.datetime(),
  /** Rows that were masked, by table. */
  rows,
  /** Tables with personal data that nothing in tells whose it is: people must look. */
  notSearched: z.array(z.string()),
  /** Until then a backup of the site may hold the person's data; a restore of one erases them again. */
  backupsUntil: z.iso.datetime(),
  /** Until then recovery points of the whole server may (D9). */
  serverRecoveryPointsUntil: z.iso.datetime(),
  /** Until then a database that a restore has replaced may still stand beside the live one. */
  oldDatabasesUntil: z.iso.datetime(),
  /** Copies of the site, and whether personal data is masked in them. */
  copies: z.array(z.object({ site: z.string(), environment: z.string(), masked: z.boolean() })),
});
export type PersonErasureReceipt = z.infer<typeof personErasureReceiptSchema>;

const erasureSchema = z.object({
  person: hashedPersonSchema,
  /** Counted before the first row was masked. */
  found: rows,
  /** Beginning of the erasure: what a backup of before holds is to be erased again when it is restored. */
  since: z.iso.datetime(),
  receipt: personErasureReceiptSchema.optional(),
});
export type PersonErasure = z.infer<typeof erasureSchema>;

/** What an earlier attempt has noted; undefined at the first. From the other region where one does not know of it. */
export async function readPersonErasure(work: SiteWork, receipt: string): Promise<PersonErasure | undefined> {
  for (const { backups } of work.nearestFirst) {
    const text = await backups.getText(erasedPersonKey(work.site.id, receipt));
    if (text !== undefined) return erasureSchema.parse(JSON.parse(text));
  }
  return undefined;
}

/**
 * Notes an erasure in every region that the site's backups are in, under the site's key there: a restore must know of it
 * after the loss of one, and nobody once the site itself is erased.
 */
export async function notePersonErasure(work: SiteWork, receipt: string, erasure: PersonErasure): Promise<void> {
  const keys = await keysToEncrypt(work);
  const text = JSON.stringify(erasure);
  for (const [index, { backups }] of work.regions.entries()) {
    await backups.put(erasedPersonKey(work.site.id, receipt), text, { keyArn: keys[index]?.arn });
  }
}

/** All people who were erased from a site after a moment, as a region knows them. */
export async function erasedSince(
  { site }: SiteWork,
  { backups }: SiteRegion,
  moment: string,
): Promise<readonly { readonly receipt: string; readonly person: HashedPerson }[]> {
  const erased: { receipt: string; person: HashedPerson }[] = [];
  const prefix = erasedPeoplePrefix(site.id);
  for await (const { key } of backups.list(prefix)) {
    const text = await backups.getText(key);
    if (text === undefined) continue;
    const { person, since } = erasureSchema.parse(JSON.parse(text));
    const receipt = key.slice(prefix.length).replace(/\.json$/, '');
    if (Date.parse(since) > Date.parse(moment)) erased.push({ receipt, person });
  }
  return erased;
}
