import { WorkerError } from '../errors';
import { usableKey } from '../site-keys';
import type { SiteWork } from '../site-work';
import { Bucket } from '../storage/bucket';

/** Where an export goes, and the key of the site that it is encrypted with. */
export interface ExportTarget {
  readonly bucket: Bucket;
  readonly keyArn: string;
}

/**
 * @param operation Name of the export.
 * @throws WorkerError BadRequest if it can't be part of a key, or the job names no bucket.
 */
export async function exportTarget(work: SiteWork, operation: string): Promise<ExportTarget> {
  const { site, shop } = work;
  const { region } = shop.job.server;
  if (shop.job.exports === undefined) {
    throw new WorkerError(
      'BadRequest',
      `Site ${site.id} can't be exported: the job names no bucket for it in ${region}`,
    );
  }
  // Nothing in it may lead elsewhere.
  if (!/^[\w-]{1,128}$/.test(operation)) {
    const allowed = 'up to 128 letters, digits, - and _';
    throw new WorkerError('BadRequest', `'${operation}' can't be the name of an export: ${allowed} can`);
  }
  const { arn: keyArn } = await usableKey(work, region);
  return { bucket: new Bucket(shop.aws.s3(region), region, shop.job.exports), keyArn };
}
