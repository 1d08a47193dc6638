import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SiteWork } from '../site-work';
import { erasureKey } from '../storage/layout';

const count = z.number().int().nonnegative();

/** How much there was of a site; nothing of what it was. */
const foundSchema = z.object({
  /** Databases on the server: the live one and those beside it. */
  databases: count,
  /** Versions of attachments in all regions, markers of earlier deletions included. */
  attachments: count,
  /** Versions of exports, likewise. */
  exports: count,
  /** Secrets in all regions. */
  secrets: count,
});
export type ErasedCounts = z.infer<typeof foundSchema>;

export const receiptSchema = z.object({
  /** Id, from site and operation: the same for every attempt at one erasure. */
  receipt: z.string(),
  site: z.string(),
  operation: z.string(),
  /** When all was gone. */
  at: z.iso.datetime(),
  /** Region of the server that the databases were on. */
  serverRegion: z.string(),
  ...foundSchema.shape,
  keys: z.array(
    z.object({
      region: z.string(),
      arn: z.string(),
      /** `PendingDeletion`: it can't be used any more. */
      state: z.string(),
      /** When KMS deletes it for good. */
      deletedBy: z.iso.datetime(),
    }),
  ),
  /** From then on no backup of the site can be read, wherever a copy of it may still lie (D9, TN-22). */
  backupsUnreadableSince: z.iso.datetime(),
  /** Until then recovery points of the whole server may hold its databases as they were (D9). */
  serverRecoveryPointsUntil: z.iso.datetime(),
  /** Copies of the site elsewhere. They are sites of their own, and each has an erasure of its own. */
  copies: z.array(z.object({ site: z.string(), environment: z.string() })),
});
/** Evidence that a site was erased; without personal data, so that it can be kept for good. */
export type ErasureReceipt = z.infer<typeof receiptSchema>;

const recordSchema = z.object({
  /** Counted before the first of it was removed. */
  found: foundSchema,
  /** Absent while the erasure is not at its end. */
  receipt: receiptSchema.optional(),
});
export type ErasureRecord = z.infer<typeof recordSchema>;

export function receiptId({ site, shop }: SiteWork, operation: string): string {
  const { platform, environment } = shop.job;
  const named = JSON.stringify([platform, environment, site.id, operation]);
  return createHash('sha256').update(named).digest('hex').slice(0, 32);
}

/** What an earlier attempt has noted of the erasure; undefined at the first. */
export async function readErasure({ site, home }: SiteWork, receipt: string): Promise<ErasureRecord | undefined> {
  const text = await home.backups.getText(erasureKey(site.id, receipt));
  return text === undefined ? undefined : recordSchema.parse(JSON.parse(text));
}

/** Notes what an attempt that comes after a kill must know. Encrypted with the bucket's key: the site's is about to go. */
export async function writeErasure({ site, home }: SiteWork, receipt: string, record: ErasureRecord): Promise<void> {
  await home.backups.put(erasureKey(site.id, receipt), JSON.stringify(record), {});
}
