import { scheduleDeletion, type SiteKey } from '../aws/site-keys';
import { deleteSecret } from '../aws/secrets';
import { WorkerError } from '../errors';
import { refuseUnderLegalHold } from '../legal-hold';
import { connected } from '../postgres/connection';
import { dropSite } from '../postgres/drop-site';
import { secretName } from '../site-names';
import type { SiteWork } from '../site-work';
import { attachmentPrefix, exportPrefix } from '../storage/layout';
import { removeAll } from '../storage/remove-all';
import {
  readErasure,
  receiptId,
  writeErasure,
  type ErasedCounts,
  type ErasureReceipt,
  type ErasureRecord,
} from './erasure-record';
import { exportsOf, isErased, survey, type Survey } from './erasure-survey';

/** Days for which recovery points of whole servers live at most, the monthly ones (D9). */
export const SERVER_RECOVERY_POINT_DAYS = 62;

/**
 * Destroys all data of a site (TN-20): databases, roles, attachments, exports and secrets, and at last the keys, without
 * which no backup of it can ever be read again, however many copies there are (TN-22, D9). The backups themselves are
 * not touched: only the rotation may delete there (D17, DR-08), and does so afterwards.
 *
 * Each step removes what it finds, so that an erasure which was killed is finished by the next attempt. How much there
 * was is noted before anything is removed; the receipt is the same whichever attempt comes to its end.
 *
 * @param operation Names this erasure: the same for every attempt at it.
 */
export async function erase(work: SiteWork, operation: string): Promise<ErasureReceipt> {
  refuseUnderLegalHold(work.site, 'erased');
  const receipt = receiptId(work, operation);
  const there = await connected(await work.platformLogin(), work.shop.authorities, (platform) =>
    survey(work, platform),
  );
  const known = await readErasure(work, receipt);
  if (known?.receipt && isErased(there)) return known.receipt;
  if (!known && isErased(there) && there.keys.length === 0) {
    throw new WorkerError('NotOnboarded', `There is nothing of site ${work.site.id}, nor a key: it was never here`);
  }
  const found = countsOf(known, there);
  await writeErasure(work, receipt, { found });
  work.log.step('erasure-begun', found);
  await removeData(work);
  const keys = await shred(work, there.keys);
  const done = receiptOf(work, operation, found, keys);
  await writeErasure(work, receipt, { found, receipt: done });
  work.log.step('erased', { receipt });
  return done;
}

/** What an attempt that was killed had found counts; what has come since an erasure was at its end adds to it. */
function countsOf(known: ErasureRecord | undefined, { counts }: Survey): ErasedCounts {
  if (!known) return counts;
  const { found, receipt } = known;
  if (!receipt) return found;
  return {
    databases: found.databases + counts.databases,
    attachments: found.attachments + counts.attachments,
    exports: found.exports + counts.exports,
    secrets: found.secrets + counts.secrets,
  };
}

async function removeData(work: SiteWork): Promise<void> {
  const { site, shop, signal, log } = work;
  // First: nobody is to write any more.
  await connected(await work.platformLogin(), shop.authorities, (platform) => dropSite(platform, site.id));
  log.step('databases-dropped');
  for (const { region, attachments } of work.regions) {
    await removeAll(attachments, attachmentPrefix(site.id), signal);
    log.step('attachments-removed', { region });
  }
  const files = exportsOf(work);
  if (files) await removeAll(files, exportPrefix(site.id), signal);
  log.step('exports-removed');
  for (const { region } of work.regions) {
    signal.throwIfAborted();
    await deleteSecret(shop.aws.secrets(region), secretName(shop.job, site.id));
    log.step('secret-deleted', { region });
  }
}

/** Last: as long as a key can be used, a mistake that somebody notices in time can be put right from the backups. */
async function shred(work: SiteWork, keys: readonly SiteKey[]): Promise<SiteKey[]> {
  const gone: SiteKey[] = [];
  for (const key of keys) {
    work.signal.throwIfAborted();
    gone.push(await scheduleDeletion(work.kms(key.region), key));
    work.log.step('key-shredded', { region: key.region });
  }
  return gone;
}

function receiptOf(work: SiteWork, operation: string, found: ErasedCounts, keys: readonly SiteKey[]): ErasureReceipt {
  const { site, shop } = work;
  const now = shop.now();
  const until = new Date(now.getTime() + SERVER_RECOVERY_POINT_DAYS * 86_400_000);
  return {
    receipt: receiptId(work, operation),
    site: site.id,
    operation,
    at: now.toISOString(),
    serverRegion: shop.job.server.region,
    ...found,
    keys: keys.map(({ region, arn, state, deletedAt }) => ({
      region,
      arn,
      state,
      deletedBy: (deletedAt ?? now).toISOString(),
    })),
    backupsUnreadableSince: now.toISOString(),
    serverRecoveryPointsUntil: until.toISOString(),
    copies: site.copies.map(({ site: copy, environment }) => ({ site: copy, environment })),
  };
}
