import { kindOf, type Column, type Kind } from './columns';
import { isFormula, neutralised } from './formula';

/** What Excel takes. */
export interface ExcelLimits {
  /** Of a sheet, that of the names included. */
  readonly rows: number;
  /** Of a cell; counted as Excel does, in UTF-16. */
  readonly characters: number;
}
export const EXCEL: ExcelLimits = { rows: 1_048_576, characters: 32_767 };

/** Indexes of the formats in the workbook's styles. */
export const STYLES = {
  general: 0,
  heading: 1,
  date: 2,
  timestamp: 3,
  timestampMilliseconds: 4,
  timestamptz: 5,
  timestamptzMilliseconds: 6,
  time: 7,
  timeMilliseconds: 8,
} as const;
type Style = keyof typeof STYLES;

/** Why a value doesn't stand in a cell as it does in the database. */
export type Change = 'neutralised' | 'cut' | 'text';

/** Counts the changed values of a table, by column. */
export class Changes {
  private readonly counts = new Map<string, { readonly column: string; readonly change: Change; values: number }>();

  public note(column: string, change: Change): void {
    const key = `${change} ${column}`;
    const count = this.counts.get(key) ?? { column, change, values: 0 };
    count.values += 1;
    this.counts.set(key, count);
  }

  public get all(): readonly { readonly column: string; readonly change: Change; readonly values: number }[] {
    return [...this.counts.values()];
  }
}

type Cell = (reference: string, value: string) => string;

/** How the values of a column, as PostgreSQL writes them, become cells of a sheet. */
export function cellOf(column: Column, limits: ExcelLimits, changes: Changes): Cell {
  const kind = kindOf(column);
  const text: Cell = (reference, value) => {
    if (kind === 'text' && isFormula(value)) changes.note(column.name, 'neutralised');
    const safe = kind === 'text' ? neutralised(value) : value;
    if (safe.length <= limits.characters) return textCell(reference, safe);
    changes.note(column.name, 'cut');
    return textCell(reference, wholeCharacters(safe.slice(0, limits.characters)));
  };
  if (kind === 'plain' || kind === 'text') return text;
  const exact = EXACT[kind];
  return (reference, value) => {
    const cell = exact(value);
    if (cell) return `<c r="${reference}"${cell}</c>`;
    changes.note(column.name, 'text');
    return textCell(reference, value);
  };
}

export function textCell(reference: string, text: string, style = ''): string {
  return `<c r="${reference}"${style} t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

/** Attributes and content of a cell; undefined if Excel could not hold the value exactly. */
type Exact = (value: string) => string | undefined;

const EXACT: Readonly<Record<Exclude<Kind, 'plain' | 'text'>, Exact>> = {
  integer: number,
  decimal: (value) => (isExactDecimal(value) ? number(value) : undefined),
  float: (value) => (isExcelFloat(Number(value)) ? number(value) : undefined),
  boolean: (value) => ` t="b"><v>${value === 't' ? 1 : 0}</v>`,
  date: (value) => serial('date', /^(\d{4}-\d\d-\d\d)$/.exec(value), 'T00:00:00'),
  timestamp: (value) => serial('timestamp', /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)$/.exec(value)),
  timestamptz: (value) => serial('timestamptz', /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00$/.exec(value)),
  time: (value) => (value.startsWith('24') ? undefined : serial('time', /^(\d\d:\d\d:\d\d(?:\.\d+)?)$/.exec(value))),
};

function number(value: string, style: Style = 'general'): string {
  return style === 'general' ? `><v>${value}</v>` : ` s="${STYLES[style]}"><v>${value}</v>`;
}

/** Digits that Excel keeps of a number. */
const DIGITS = 15;
/** Smaller or greater ones it takes for zero or refuses. */
const [SMALLEST, GREATEST] = [1e-300, 1e300];

function isExactDecimal(value: string): boolean {
  if (!/^-?\d+(\.\d+)?$/.test(value)) return false;
  const digits = value
    .replace(/^-/, '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace('.', '')
    .replace(/^0+/, '');
  return digits.replace(/0+$/, '').length <= DIGITS && isExcelFloat(Number(value));
}

function isExcelFloat(value: number): boolean {
  const size = Math.abs(value);
  return Object.is(value, 0) || (size > SMALLEST && size < GREATEST);
}

const DAY = 86_400_000;
/** Day 0 of Excel. Before March 1900 programs disagree on it, since Excel has a 29 February 1900. */
const EPOCH = Date.UTC(1899, 11, 30);
const FIRST = Date.UTC(1900, 2, 1);

/** A moment as days since Excel's first. Milliseconds are what its cells can tell apart. */
function serial(
  style: 'date' | 'timestamp' | 'timestamptz' | 'time',
  found: string[] | null,
  midnight = '',
): string | undefined {
  if (!found) return undefined;
  const [, first = '', second] = found;
  const fraction = /\.(\d+)$/.exec(found[0] ?? '')?.[1] ?? '';
  if (fraction.length > 3) return undefined;
  const moment =
    style === 'time' ? `1899-12-30T${first}` : second === undefined ? first + midnight : `${first}T${second}`;
  const at = Date.parse(`${moment}Z`);
  if (Number.isNaN(at) || (style !== 'time' && at < FIRST)) return undefined;
  const days = String((at - EPOCH) / DAY);
  return number(days, style === 'date' || fraction === '' ? style : `${style}Milliseconds`);
}

/** Half of a character at the end, which is none, is left away. */
function wholeCharacters(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}

const SPECIAL = /[&<>\x00-\x08\x0B-\x1F\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text as it stands in the XML of a workbook; what XML can't hold is written as Office does, `_x000D_`. */
export function escaped(text: string): string {
  return text.replace(SPECIAL, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return ENTITIES[character] ?? `_x${code}_`;
  });
}
