import { Readable } from 'node:stream';
import type { SiteWork } from '../site-work';
import type { Fingerprint } from '../streams/digest';
import type { ExportedAttachment, ExportedFile, LeftOutFile } from './attachments';
import type { Change } from './cells';
import type { Column } from './columns';
import type { Moment } from './moment';
import { fullName, type Table } from './tables';
import type { SheetsOfTable } from './workbook';

/** A table as both its forms have it. */
export interface ExportedTable extends Pick<SheetsOfTable, 'sheets' | 'changes'> {
  readonly table: Table;
  readonly csv: Fingerprint & { readonly file: string; readonly rows: number };
}

export interface Exported {
  readonly moment: Pick<Moment, 'at' | 'tables'>;
  readonly tables: readonly ExportedTable[];
  readonly workbook: Fingerprint & { readonly file: string };
  readonly largeObjects: readonly ExportedFile[];
  readonly attachments: readonly ExportedAttachment[];
  /** Those that are not in it. */
  readonly attachmentsLeftOut: readonly LeftOutFile[];
}

const CHANGES: Readonly<Record<Change, { readonly where: string; readonly why: string }>> = {
  neutralised: {
    where: 'CSV and workbook',
    why: 'it begins like a formula; an apostrophe was put in front, which is to be taken away to have the value back',
  },
  cut: { where: 'workbook', why: 'it is longer than a cell can be; the CSV has it whole' },
  text: { where: 'workbook', why: 'Excel can not hold it exactly as a number, date or time; it stands there as text' },
};

const NOTES = [
  'All tables are of one moment, snapshotAt; the attachments were read just after it.',
  'Attachments in which malware was found are left out, and listed under attachmentsLeftOut.',
  'An attachment with a scan was not found clean, since it could not be scanned (UNSUPPORTED, such as a zip with a password; ACCESS_DENIED; FAILED) or has not been yet (NONE): scan it before anybody opens it.',
  'CSV: UTF-8 without byte order mark, RFC 4180 quoting, lines end with LF, the first line has the names of columns.',
  'CSV: nothing between two commas is NULL, "" is an empty text. Workbook: NULL is no cell, an empty text is an empty cell.',
  'CSV: values as PostgreSQL writes them; times with a time zone in UTC, durations as in ISO 8601, true as t, false as f.',
  'Binary values are hexadecimal after \\x, in both.',
  'A text that begins, after apostrophes if any, with = + - @ or their full-width forms, a tab or a line end has one more apostrophe in front, in both, so that no spreadsheet takes it for a formula. Numbers are never changed.',
  'Workbook: numbers of more than 15 digits, dates before March 1900 or after 9999, and times finer than a millisecond are text.',
  'Workbook: characters that XML can not hold are written as Office does, such as _x000D_ for a carriage return.',
  'A partitioned table has the rows of all its partitions; they have no files of their own.',
  'Large objects of the database are files named by their number. To see text in a spreadsheet open the workbook, not a CSV.',
] as const;

/** Says what is in an export: its last entry, so that a zip with one is whole. Attachments can be very many. */
export function exportManifest(work: SiteWork, operation: string, exported: Exported): Readable {
  return Readable.from(pieces(work, operation, exported), { objectMode: false });
}

function* pieces({ site, shop }: SiteWork, operation: string, exported: Exported): Generator<Buffer> {
  const { moment, tables, workbook, largeObjects, attachments } = exported;
  const head = {
    format: 1,
    platform: shop.job.platform,
    environment: shop.job.environment,
    site: site.id,
    operation,
    applicationVersion: site.applicationVersion,
    snapshotAt: moment.at,
    notes: NOTES,
    workbook,
    tables: tables.map(described),
    leftOut: moment.tables
      .filter(({ leftOut }) => leftOut !== undefined)
      .map(({ leftOut, ...table }) => ({ name: fullName(table), kind: table.kind, why: leftOut })),
    largeObjects,
    attachmentsLeftOut: exported.attachmentsLeftOut,
  };
  yield Buffer.from(`${JSON.stringify(head, null, 1).slice(0, -2)},\n "attachments": [`);
  for (const [index, attachment] of attachments.entries()) {
    yield Buffer.from(`${index === 0 ? '' : ','}\n  ${JSON.stringify(attachment)}`);
  }
  yield Buffer.from(attachments.length === 0 ? ']\n}\n' : '\n ]\n}\n');
}

function described({ table, csv, sheets, changes }: ExportedTable) {
  const columns = table.columns.map(({ name, type }: Column) => ({ name, type }));
  const explained = changes.map(({ column, change, values }) => ({ column, change, values, ...CHANGES[change] }));
  return { name: fullName(table), kind: table.kind, ...csv, sheets, columns, changes: explained };
}
