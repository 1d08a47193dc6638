import { z } from 'zod';
import type { Bucket } from '../storage/bucket';
import { exportPrefix } from '../storage/layout';

/**
 * What an export is, stored beside it once it is whole. Its length and digest are not known before its last byte, when
 * S3 takes no more words about the object itself.
 */
const receiptSchema = z.object({
  format: z.literal(1),
  done: z.object({
    /** Key of the zip. */
    export: z.string(),
    bytes: z.number().int().positive(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    tables: z.number().int().nonnegative(),
    rows: z.number().int().nonnegative(),
    attachments: z.number().int().nonnegative(),
    snapshotAt: z.iso.datetime(),
  }),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** Where an export and its receipt are in the bucket of exports. */
export function exportKeys(site: string, operation: string) {
  const prefix = `${exportPrefix(site)}${operation}/${site}-export`;
  return { zip: `${prefix}.zip`, receipt: `${prefix}.json` } as const;
}

/** The receipt of an export that is there as it says; undefined if it is still to be made. */
export async function finishedExport(bucket: Bucket, key: string): Promise<Receipt | undefined> {
  const text = await bucket.getText(key);
  if (text === undefined) return undefined;
  const { data: receipt } = receiptSchema.safeParse(JSON.parse(text));
  const found = receipt && (await bucket.head(receipt.done.export));
  return found?.bytes === receipt?.done.bytes ? receipt : undefined;
}
