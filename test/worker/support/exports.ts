import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import type { JobSite } from '../../../worker/job';
import { exportSite, type SiteExported } from '../../../worker/operations/export';
import { EXCEL, type ExcelLimits } from '../../../worker/export/cells';
import { SiteWork, type Workshop } from '../../../worker/site-work';
import { Bucket } from '../../../worker/storage/bucket';
import { HOME, type World } from './world';

/** Makes the bucket of exports of a region. */
export async function makeExportBucket(world: World, region: string = HOME): Promise<Bucket> {
  const s3 = world.clients.s3(region);
  const CreateBucketConfiguration = { LocationConstraint: region as 'eu-west-1' };
  await s3.send(new CreateBucketCommand({ Bucket: `exports-${region}`, CreateBucketConfiguration }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: `exports-${region}`, VersioningConfiguration }));
  return new Bucket(s3, region, `exports-${region}`);
}

/** A shop whose job names the bucket of exports. */
export function exportShop(world: World, site: JobSite, changes: Parameters<World['shop']>[1] = {}): Workshop {
  const region = changes.region ?? HOME;
  return world.shop([site], { job: { ...world.job([site], region), exports: `exports-${region}` }, ...changes });
}

/** Exports with limits that are easier to reach than Excel's. */
export function exportWith(world: World, site: JobSite, operation: string, limits: Partial<ExcelLimits> = {}) {
  return exportSite(new SiteWork(exportShop(world, site), site), operation, { ...EXCEL, ...limits });
}

export interface TableInManifest {
  readonly name: string;
  readonly kind: string;
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly sheets: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly changes: readonly { readonly column: string; readonly change: string; readonly values: number }[];
}

export interface FileInManifest {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ManifestOfExport {
  readonly snapshotAt: string;
  readonly tables: readonly TableInManifest[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  readonly attachments: readonly (FileInManifest & { readonly scan?: string })[];
  readonly attachmentsLeftOut: readonly { readonly name: string; readonly why: string }[];
  readonly largeObjects: readonly FileInManifest[];
  readonly workbook: FileInManifest;
  readonly notes: readonly string[];
}

/** An export as its customer has it, unpacked. */
export class Unpacked {
  public static async of(zip: Buffer): Promise<Unpacked> {
    return new Unpacked(await unzip(zip));
  }

  private constructor(public readonly files: ReadonlyMap<string, Buffer>) {}

  public file(name: string): Buffer {
    const content = this.files.get(name);
    if (!content) throw new Error(`There is no ${name}, but ${[...this.files.keys()].join(', ')}`);
    return content;
  }

  public text(name: string): string {
    return this.file(name).toString('utf8');
  }

  public get manifest(): ManifestOfExport {
    return JSON.parse(this.text('manifest.json')) as ManifestOfExport;
  }

  public table(name: string): TableInManifest {
    const found = this.manifest.tables.find((table) => table.name === name);
    if (!found) throw new Error(`The manifest has no table ${name}`);
    return found;
  }

  /** Rows of a table's CSV, the names of columns first. */
  public csv(table: string): (string | null)[][] {
    return parseCsv(this.text(this.table(table).file));
  }
}

/** Entries of a zip in their order; the library checks lengths and checksums. */
export function unzip(zip: Buffer): Promise<Map<string, Buffer>> {
  return new Promise((resolve, reject) => {
    const files = new Map<string, Buffer>();
    const read = (file: ZipFile, entry: Entry) =>
      file.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        buffer(stream)
          .then((content) => {
            files.set(entry.fileName, content);
            file.readEntry();
          })
          .catch(reject);
      });
    fromBuffer(zip, { lazyEntries: true, strictFileNames: true }, (error, file) => {
      if (error) return reject(error);
      file.on('entry', (entry: Entry) => void read(file, entry));
      file.on('error', reject);
      file.on('end', () => resolve(files));
      file.readEntry();
    });
  });
}

/** A parser of CSV by the letter of RFC 4180; nothing between commas is null, `""` is empty. */
export function parseCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  let at = 0;
  while (at < text.length) {
    let value: string | null;
    if (text[at] === '"') {
      let content = '';
      for (at += 1; ; at += 1) {
        if (text[at] !== '"') content += text[at];
        else if (text[at + 1] === '"') content += text[at++];
        else break;
      }
      at += 1;
      value = content;
    } else {
      const from = at;
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') at += 1;
      value = from === at ? null : text.slice(from, at);
    }
    row.push(value);
    if (text[at] === '\n') {
      rows.push(row);
      row = [];
    }
    at += 1;
  }
  return rows;
}

export async function fetchExport(bucket: Bucket, { export: key }: Pick<SiteExported, 'export'>): Promise<Unpacked> {
  return Unpacked.of(await buffer(await bucket.getStream(key)));
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A cell as a reader of workbooks sees it: its type, its style, and what it holds. */
export interface Cell {
  readonly type: string;
  readonly style: number;
  readonly value: string;
}

/** A workbook taken apart by the letter of the format: sheets by their names, cells by their addresses. */
export async function readWorkbook(xlsx: Buffer): Promise<Map<string, Map<string, Cell>>> {
  const files = await unzip(xlsx);
  const part = (name: string) => files.get(name)?.toString('utf8') ?? '';
  const targets = new Map(
    [...part('xl/_rels/workbook.xml.rels').matchAll(/Id="([^"]+)"[^>]*Target="([^"]+)"/g)].map(([, id, to]) => [
      id,
      to,
    ]),
  );
  const sheets = new Map<string, Map<string, Cell>>();
  for (const [, name = '', id] of part('xl/workbook.xml').matchAll(
    /<sheet name="([^"]*)" sheetId="\d+" r:id="([^"]+)"/g,
  )) {
    const cells = new Map<string, Cell>();
    for (const [, attributes = '', content = ''] of part(`xl/${targets.get(id)}`).matchAll(/<c ([^>]*)>(.*?)<\/c>/gs)) {
      const attribute = (key: string) => new RegExp(`(?:^| )${key}="([^"]*)"`).exec(attributes)?.[1] ?? '';
      const value = /<(?:v|t xml:space="preserve")>(.*?)<\/(?:v|t)>/s.exec(content)?.[1] ?? '';
      const type = attribute('t') || 'n';
      cells.set(attribute('r'), { type, style: Number(attribute('s') || 0), value: unescapeXml(value) });
    }
    sheets.set(unescapeXml(name), cells);
  }
  return sheets;
}

function unescapeXml(text: string): string {
  const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };
  return text
    .replace(/&(?:lt|gt|quot|amp);/g, (entity) => entities[entity] ?? entity)
    .replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
