import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Person } from '../../lambda/shared/person';
import { addCsv } from '../export/csv';
import { exportTarget, type ExportTarget } from '../export/export-target';
import { FileNames } from '../export/file-names';
import { linkTo } from '../export/link';
import { atOneMoment, type Moment } from '../export/moment';
import { fullName } from '../export/tables';
import { writeZip, type ZipWriter } from '../export/zip-writer';
import { WorkerError } from '../errors';
import { hashedPerson } from '../person/identifiers';
import { personTables, quoted, type PersonTables } from '../person/person-tables';
import { personalDataOf } from '../person/read-person';
import type { SiteWork } from '../site-work';
import { exportPrefix } from '../storage/layout';

const doneSchema = z.object({
  /** Key of the zip in the bucket of exports. */
  export: z.string(),
  bytes: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Rows of the person's, by table. */
  rows: z.record(z.string(), z.number().int().nonnegative()),
  /** Tables with personal data that nothing in tells whose it is: people must look. */
  notSearched: z.array(z.string()),
  snapshotAt: z.iso.datetime(),
});
const receiptSchema = z.object({ format: z.literal(1), done: doneSchema });

export interface PersonExported extends z.infer<typeof doneSchema> {
  /** As good as a password to all of it; see `linkTo` for who may have it. */
  readonly link: string;
  readonly linkValidUntil: string;
}

/**
 * Gives all that is held of one person in a site's database, in one zip: each table as a CSV of their rows, whole, and a
 * manifest (TN-21). Rows are found by hashes, so no log of statements names the person. A legal hold is no obstacle.
 *
 * @param operation The same for every attempt: an export that is finished is not made again, there is only a new link.
 */
export async function exportPerson(work: SiteWork, operation: string, person: Person): Promise<PersonExported> {
  const target = await exportTarget(work, operation);
  const prefix = `${exportPrefix(work.site.id)}people/${operation}/person-export`;
  const earlier = await finished(target, `${prefix}.json`);
  const done = earlier ?? (await make(work, operation, person, target, prefix));
  work.log.step(earlier ? 'export-found' : 'export-stored', { snapshotAt: done.snapshotAt });
  return { ...done, ...(await linkTo(target.bucket, done.export, `${work.site.id}-person.zip`, work.shop.now())) };
}

async function finished({ bucket }: ExportTarget, key: string): Promise<z.infer<typeof doneSchema> | undefined> {
  const text = await bucket.getText(key);
  if (text === undefined) return undefined;
  const { done } = receiptSchema.parse(JSON.parse(text));
  const found = await bucket.head(done.export);
  return found?.bytes === done.bytes ? done : undefined;
}

async function make(
  work: SiteWork,
  operation: string,
  person: Person,
  { bucket, keyArn }: ExportTarget,
  prefix: string,
): Promise<z.infer<typeof doneSchema>> {
  const where = personTables(personalDataOf(work), hashedPerson(person.identifiers));
  const login = await work.siteLogin();
  const written: WrittenTable[] = [];
  let snapshotAt = '';
  const stored = await writeZip(
    work.signal,
    work.shop.now(),
    async (zip) => {
      await atOneMoment(login, work.shop.authorities, async (moment) => {
        written.push(...(await addTables(zip, moment, where)));
        snapshotAt = moment.at;
      });
      const about = manifest(work, operation, { snapshotAt, written, where });
      await zip.add('manifest.json', Readable.from([Buffer.from(about)]), 'text');
    },
    (body) => bucket.putStream(`${prefix}.zip`, body, { keyArn }),
  );
  const rows = Object.fromEntries(written.map((table) => [table.name, table.rows]));
  const done = { export: `${prefix}.zip`, ...stored, rows, notSearched: [...where.notSearched], snapshotAt };
  await bucket.put(`${prefix}.json`, JSON.stringify({ format: 1, done }), { keyArn });
  return done;
}

interface WrittenTable {
  readonly name: string;
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

async function addTables(zip: ZipWriter, moment: Moment, { tables }: PersonTables): Promise<WrittenTable[]> {
  const files = new FileNames();
  const written: WrittenTable[] = [];
  for (const { name, rows } of tables.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const table = moment.tables.find((one) => fullName(one) === name && one.leftOut === undefined);
    if (!table) {
      const message = `The site has no table ${name}, which the config lists as one of personal data`;
      throw new WorkerError('MaskingFailed', message);
    }
    const file = files.unique(`tables/${name}.csv`);
    written.push({ name, file, ...(await addCsv(zip, moment, { ...table, from: quoted(name) }, file, rows)) });
  }
  return written;
}

function manifest(
  { site, shop }: SiteWork,
  operation: string,
  { snapshotAt, written, where }: { snapshotAt: string; written: readonly WrittenTable[]; where: PersonTables },
): string {
  const about = {
    format: 1,
    platform: shop.job.platform,
    environment: shop.job.environment,
    site: site.id,
    operation,
    snapshotAt,
    notes: [
      'Each table has the rows that hold an identifier of the person, or that refer to such a row; all their columns.',
      'A text that begins like a formula has an apostrophe in front, so that no spreadsheet takes it for one.',
      'Tables that were not searched hold personal data, and nothing that tells whose: people look through them.',
      'Attachments and large objects are not in it: nothing tells whose they are either.',
    ],
    tables: written,
    notSearched: where.notSearched,
  };
  return `${JSON.stringify(about, null, 1)}\n`;
}
