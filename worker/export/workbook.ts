import { Readable } from 'node:stream';
import { Changes, escaped, STYLES, type ExcelLimits } from './cells';
import { cellExpression } from './columns';
import { CopyOut } from './copy-out';
import { failed, type Moment } from './moment';
import { Rows, sheet, SheetNames } from './sheets';
import { fullName, type Table } from './tables';
import type { ZipWriter } from './zip-writer';

/** What became of a table in the workbook. */
export interface SheetsOfTable {
  /** Names of its sheets, in the order of its rows. */
  readonly sheets: readonly string[];
  readonly rows: number;
  readonly changes: Changes['all'];
}

/**
 * Fills a workbook: a sheet for each table, or several for one with more rows than a sheet can have. Its texts stand in
 * the sheets themselves, so that none need be remembered.
 */
export async function fillWorkbook(
  zip: ZipWriter,
  { client }: Pick<Moment, 'client'>,
  tables: readonly Table[],
  limits: ExcelLimits,
): Promise<readonly SheetsOfTable[]> {
  const names = new SheetNames();
  const sheets: string[] = [];
  const filled: SheetsOfTable[] = [];
  for (const table of tables) {
    const changes = new Changes();
    const values = table.columns.map((column) => cellExpression(column, limits.characters));
    const copy = new CopyOut(client, `COPY (SELECT ${values.join(', ')} FROM ${table.from}) TO STDOUT`);
    const rows = new Rows(copy);
    const own: string[] = [];
    let count = 0;
    try {
      do {
        own.push(names.unique(fullName(table), own.length + 1));
        const path = `xl/worksheets/sheet${sheets.push(own.at(-1) ?? '')}.xml`;
        const content = sheet(table.columns, rows, limits, changes, (some) => (count += some));
        await zip.add(path, Readable.from(content, { objectMode: false }), 'text');
      } while (await rows.more());
    } catch (error) {
      throw copy.errored ? failed(`table ${fullName(table)}`, copy.errored) : error;
    } finally {
      copy.destroy();
    }
    filled.push({ sheets: own, rows: count, changes: changes.all });
  }
  if (sheets.length === 0) {
    // A workbook without sheets can't be opened.
    sheets.push('No tables');
    const nothing = sheet([], new Rows(Readable.from([])), limits, new Changes(), () => undefined);
    await zip.add('xl/worksheets/sheet1.xml', Readable.from(nothing, { objectMode: false }), 'text');
  }
  for (const [path, xml] of Object.entries(partsOf(sheets))) {
    await zip.add(path, Readable.from([Buffer.from(`${XML}${xml}`)]), 'text');
  }
  return filled;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONSHIP = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Everything of a workbook but its sheets. */
function partsOf(sheets: readonly string[]): Record<string, string> {
  const each = (part: (name: string, number: number) => string) =>
    sheets.map((name, index) => part(name, index + 1)).join('');
  const related = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${RELATIONSHIP}/${type}" Target="${target}"/>`;
  const override = (part: string, type: string) =>
    `<Override PartName="${part}" ContentType="${SHEET_TYPE}.${type}+xml"/>`;
  return {
    'xl/styles.xml': styles(),
    'xl/workbook.xml':
      `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONSHIP}"><sheets>` +
      each((name, id) => `<sheet name="${attribute(name)}" sheetId="${id}" r:id="rId${id}"/>`) +
      '</sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      `<Relationships xmlns="${RELATIONSHIPS}">` +
      each((_, id) => related(`rId${id}`, 'worksheet', `worksheets/sheet${id}.xml`)) +
      `${related('styles', 'styles', 'styles.xml')}</Relationships>`,
    '_rels/.rels': `<Relationships xmlns="${RELATIONSHIPS}">${related('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    '[Content_Types].xml':
      `<Types xmlns="${TYPES}"><Default Extension="xml" ContentType="application/xml"/>` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      override('/xl/workbook.xml', 'sheet.main') +
      override('/xl/styles.xml', 'styles') +
      each((_, id) => override(`/xl/worksheets/sheet${id}.xml`, 'worksheet')) +
      '</Types>',
  };
}

function attribute(text: string): string {
  return escaped(text).replace(/"/g, '&quot;');
}

/** By name of the style; in quotes what stands in the cell as it is. */
const FORMATS: Readonly<Partial<Record<keyof typeof STYLES, string>>> = {
  date: 'yyyy-mm-dd',
  timestamp: 'yyyy-mm-dd hh:mm:ss',
  timestampMilliseconds: 'yyyy-mm-dd hh:mm:ss.000',
  timestamptz: 'yyyy-mm-dd hh:mm:ss "UTC"',
  timestamptzMilliseconds: 'yyyy-mm-dd hh:mm:ss.000 "UTC"',
  time: 'hh:mm:ss',
  timeMilliseconds: 'hh:mm:ss.000',
};
/** Numbers below belong to formats that Excel brings. */
const FIRST_FORMAT = 164;

function styles(): string {
  const names = Object.keys(STYLES) as (keyof typeof STYLES)[];
  const id = (name: keyof typeof STYLES) => (FORMATS[name] ? FIRST_FORMAT + STYLES[name] : 0);
  const formats = names.filter((name) => FORMATS[name]);
  const format = (name: keyof typeof STYLES) =>
    `<numFmt numFmtId="${id(name)}" formatCode="${attribute(FORMATS[name] ?? '')}"/>`;
  const cell = (name: keyof typeof STYLES) =>
    `<xf numFmtId="${id(name)}" fontId="${name === 'heading' ? 1 : 0}" fillId="0" borderId="0" xfId="0"` +
    ` applyNumberFormat="${FORMATS[name] ? 1 : 0}" applyFont="${name === 'heading' ? 1 : 0}"/>`;
  return (
    `<styleSheet xmlns="${MAIN}"><numFmts count="${formats.length}">${formats.map(format).join('')}</numFmts>` +
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>' +
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    `<cellXfs count="${names.length}">${names.map(cell).join('')}</cellXfs>` +
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
  );
}
