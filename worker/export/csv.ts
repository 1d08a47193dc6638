import { Readable } from 'node:stream';
import type { Fingerprint } from '../streams/digest';
import { csvExpression } from './columns';
import { CopyOut } from './copy-out';
import { neutralised } from './formula';
import { failed, type Moment } from './moment';
import { fullName, type Table } from './tables';
import type { ZipWriter } from './zip-writer';

/**
 * Writes a table as a CSV, made by PostgreSQL itself. NULL is nothing between two commas, the empty text is `""`.
 *
 * @param rows Condition, in SQL, of the rows to write. Default: all
 */
export async function addCsv(
  zip: ZipWriter,
  { client }: Pick<Moment, 'client'>,
  table: Table,
  path: string,
  rows?: string,
): Promise<Fingerprint & { readonly rows: number }> {
  const values = table.columns.map((column) => csvExpression(column)).join(', ');
  const copy = new CopyOut(
    client,
    `COPY (SELECT ${values} FROM ${table.from}${rows === undefined ? '' : ` WHERE ${rows}`}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')`,
  );
  try {
    const stored = await zip.add(path, Readable.from(withHeader(table, copy), { objectMode: false }), 'text');
    return { ...stored, rows: copy.rows };
  } catch (error) {
    throw copy.errored ? failed(`table ${fullName(table)}`, copy.errored) : error;
  } finally {
    copy.destroy();
  }
}

/** Not PostgreSQL's own header: a name with an apostrophe in front may be too long for it. */
async function* withHeader(table: Table, rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from(`${table.columns.map(({ name }) => quoted(neutralised(name))).join(',')}\n`);
  yield* rows;
}

function quoted(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
