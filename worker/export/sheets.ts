import { cellOf, STYLES, textCell, type Changes, type ExcelLimits } from './cells';
import type { Column } from './columns';
import { neutralised } from './formula';

/** Characters of a sheet's name. */
const LONGEST_NAME = 31;

/** Gives out names of sheets that Excel takes: no two alike, whatever their capitals. */
export class SheetNames {
  /** One that Excel keeps for itself. */
  private readonly taken = new Set(['history']);

  /** @param part From 1; of a table with more rows than a sheet. */
  public unique(table: string, part: number): string {
    const name = table.replace(/[[\]:*?/\\\x00-\x1F\uFFFE\uFFFF]/g, '_').replace(/^'|'$/g, '_');
    for (let number = part; ; number += 1) {
      const extra = number === 1 ? '' : ` (${number})`;
      const candidate = `${cut(name, LONGEST_NAME - extra.length)}${extra}`;
      if (this.taken.has(candidate.toLowerCase())) continue;
      this.taken.add(candidate.toLowerCase());
      return candidate;
    }
  }
}

/** Rows of `COPY … TO STDOUT` in its text format, as many at a time as have arrived. */
export class Rows {
  private arrived: string[] = [];
  private next = 0;
  private readonly chunks: AsyncIterator<Buffer>;

  /** @param chunks Each of whole rows. */
  constructor(chunks: AsyncIterable<Buffer>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Whether there is a further row; waits for it. */
  public async more(): Promise<boolean> {
    while (this.next === this.arrived.length) {
      const chunk = await this.chunks.next();
      if (chunk.done) return false;
      this.arrived = chunk.value.toString('utf8').split('\n');
      this.arrived.pop(); // what follows the last line end
      this.next = 0;
    }
    return true;
  }

  public take(most: number): string[] {
    const rows = this.arrived.slice(this.next, this.next + most);
    this.next += rows.length;
    return rows;
  }
}

const SHEET_BEGIN =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
  '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>' +
  '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>' +
  '</sheetViews><sheetData>';
const SHEET_END = '</sheetData></worksheet>';

/** The XML of one sheet: the columns' names, then as many of the rows as it can have. */
export async function* sheet(
  columns: readonly Column[],
  rows: Rows,
  limits: ExcelLimits,
  changes: Changes,
  count: (rows: number) => void,
): AsyncGenerator<Buffer> {
  const letters = columns.map((_, index) => columnLetters(index));
  const cells = columns.map((column) => cellOf(column, limits, changes));
  const heading = (name: string, index: number) =>
    textCell(`${letters[index]}1`, neutralised(name), ` s="${STYLES.heading}"`);
  yield Buffer.from(
    `${SHEET_BEGIN}${row(
      1,
      columns.map(({ name }, index) => heading(name, index)),
    )}`,
  );
  let last = 1;
  while (last < limits.rows && (await rows.more())) {
    let xml = '';
    for (const line of rows.take(limits.rows - last)) {
      last += 1;
      const number = last;
      const filled = columns.length === 0 ? [] : line.split('\t');
      xml += row(
        number,
        filled.map((field, index) =>
          field === NULL ? '' : (cells[index]?.(letters[index] + String(number), unescaped(field)) ?? ''),
        ),
      );
    }
    yield Buffer.from(xml);
  }
  count(last - 1);
  yield Buffer.from(SHEET_END);
}

const NULL = '\\N';
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function unescaped(field: string): string {
  if (!field.includes('\\')) return field;
  return field.replace(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character);
}

function row(number: number, cells: readonly string[]): string {
  return `<row r="${number}">${cells.join('')}</row>`;
}

/** `A` to `Z`, then `AA` and so on. */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}

function cut(text: string, length: number): string {
  return text
    .slice(0, length)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(/'$/, '_');
}
