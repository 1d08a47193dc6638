import { addAttachments, type AddedAttachments } from '../export/attachments';
import { EXCEL, type ExcelLimits } from '../export/cells';
import { addCsv } from '../export/csv';
import { exportManifest, type Exported, type ExportedTable } from '../export/export-manifest';
import { FileNames } from '../export/file-names';
import { addLargeObjects } from '../export/large-objects';
import { exportTarget } from '../export/export-target';
import { linkTo } from '../export/link';
import { atOneMoment, type Moment } from '../export/moment';
import { exportKeys, finishedExport, type Receipt } from '../export/receipt';
import { fullName } from '../export/tables';
import { fillWorkbook } from '../export/workbook';
import { writeZip, type ZipWriter } from '../export/zip-writer';
import { listAttachments } from '../attachments/blobs';
import type { SiteWork } from '../site-work';
import type { Bucket } from '../storage/bucket';

export interface SiteExported {
  /** Key of the zip in the bucket of exports. */
  readonly export: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Tables and materialized views. */
  readonly tables: number;
  readonly rows: number;
  readonly attachments: number;
  readonly snapshotAt: string;
  /** As good as a password to all of it; see `linkTo` for who may have it. */
  readonly link: string;
  readonly linkValidUntil: string;
}

/** What the steps of one export have in common. */
interface Plan {
  readonly operation: string;
  readonly bucket: Bucket;
  readonly keyArn: string;
  readonly limits: ExcelLimits;
}

/**
 * Gives a customer all data of a site in one zip: each table as a CSV and as a sheet of a workbook, the attachments, and
 * a manifest that says what is in it and what could not be kept as it is (TN-09, TN-10). It is written where it belongs
 * while it is read, under the site's key, so that it can never be read once the site is erased. A legal hold is no
 * obstacle: nothing is taken away.
 *
 * @param operation The same for every attempt: an export that is finished is not made again, there is only a new link.
 */
export async function exportSite(work: SiteWork, operation: string, limits = EXCEL): Promise<SiteExported> {
  const { site, shop } = work;
  const { bucket, keyArn } = await exportTarget(work, operation);
  const keys = exportKeys(site.id, operation);
  const earlier = await finishedExport(bucket, keys.receipt);
  if (earlier) work.log.step('export-found', { snapshotAt: earlier.done.snapshotAt });
  const { done } = earlier ?? (await make(work, { operation, bucket, keyArn, limits }));
  return { ...done, ...(await linkTo(bucket, keys.zip, `${site.id}-export.zip`, shop.now())) };
}

async function make(work: SiteWork, plan: Plan): Promise<Receipt> {
  const { site, shop } = work;
  const { bucket, keyArn } = plan;
  const keys = exportKeys(site.id, plan.operation);
  const login = await work.siteLogin();
  work.log.step('started');
  let exported: Exported | undefined;
  const stored = await writeZip(
    work.signal,
    shop.now(),
    async (zip) => {
      const database = await atOneMoment(login, shop.authorities, (moment) => addDatabase(zip, work, moment, plan));
      const { added, leftOut } = await addLiveAttachments(zip, work);
      exported = { ...database, attachments: added, attachmentsLeftOut: leftOut };
      await zip.add('manifest.json', exportManifest(work, plan.operation, exported), 'text');
      work.log.step('export-written');
    },
    (body) => bucket.putStream(keys.zip, body, { keyArn }),
  );
  if (!exported) throw new Error('The export ended without having begun');
  const { tables, attachments, moment } = exported;
  const done = {
    export: keys.zip,
    ...stored,
    tables: tables.length,
    rows: tables.reduce((sum, { csv }) => sum + csv.rows, 0),
    attachments: attachments.length,
    snapshotAt: moment.at,
  };
  const receipt = { format: 1 as const, done };
  work.log.step('export-stored', { bytes: stored.bytes });
  await bucket.put(keys.receipt, JSON.stringify(receipt, null, 1), { keyArn });
  return receipt;
}

async function addDatabase(
  zip: ZipWriter,
  work: SiteWork,
  moment: Moment,
  { limits }: Plan,
): Promise<Omit<Exported, 'attachments' | 'attachmentsLeftOut'>> {
  const tables = moment.tables.filter(({ leftOut }) => leftOut === undefined);
  const files = new FileNames();
  const stored: ExportedTable['csv'][] = [];
  for (const table of tables) {
    const file = files.unique(`tables/${fullName(table).replaceAll('/', '_')}.csv`);
    stored.push({ file, ...(await addCsv(zip, moment, table, file)) });
  }
  work.log.step('tables-written', { tables: tables.length });
  const file = `${work.site.id}.xlsx`;
  let filled: Awaited<ReturnType<typeof fillWorkbook>> = [];
  const workbook = await writeZip(
    work.signal,
    new Date(moment.at),
    async (inner) => {
      filled = await fillWorkbook(inner, moment, tables, limits);
    },
    (body) => zip.add(file, body, 'compressed already'),
  );
  work.log.step('workbook-written', { bytes: workbook.bytes });
  const both = tables.map((table, index): ExportedTable => {
    const [csv, sheets] = [stored[index], filled[index]];
    if (!csv || csv.rows !== sheets?.rows)
      throw new Error(`Table ${fullName(table)} has not the same rows in both forms`);
    return { table, csv, sheets: sheets.sheets, changes: sheets.changes };
  });
  return { moment, tables: both, workbook: { file, ...workbook }, largeObjects: await addLargeObjects(zip, moment) };
}

/** After the moment of the tables: an attachment is stored before the row that names it, so that none named is missing. */
async function addLiveAttachments(zip: ZipWriter, work: SiteWork): Promise<AddedAttachments> {
  const [near] = work.nearestFirst;
  const attachments = await addAttachments(zip, work, near, await listAttachments(work, near), new FileNames());
  work.log.step('attachments-written', { count: attachments.added.length, leftOut: attachments.leftOut.length });
  return attachments;
}
