import { escapeIdentifier } from 'pg';
import { neutralisedSql } from './formula';

/** A column as the catalog describes it. */
export interface Column {
  readonly name: string;
  /** As it is declared, such as `numeric(30,10)`. */
  readonly type: string;
  /** Name of the type, that below all domains. */
  readonly base: string;
  /** Whether that type is PostgreSQL's own. */
  readonly builtin: boolean;
  /** `pg_type.typcategory` of it. */
  readonly category: string;
}

/**
 * What the values of a column are to a spreadsheet. `plain` is shown as text but can't begin like a formula by its
 * type, so it is left as it is; `text` is whatever somebody typed.
 */
export type Kind =
  'integer' | 'decimal' | 'float' | 'boolean' | 'date' | 'timestamp' | 'timestamptz' | 'time' | 'plain' | 'text';

const KINDS: Readonly<Record<string, Kind>> = {
  int2: 'integer',
  int4: 'integer',
  oid: 'integer',
  int8: 'decimal',
  numeric: 'decimal',
  float4: 'float',
  float8: 'float',
  bool: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
  time: 'time',
  money: 'plain',
  uuid: 'plain',
  bytea: 'plain',
  json: 'plain',
  jsonb: 'plain',
};
/** Arrays, composites, dates, geometry, network addresses, ranges, spans of time, bit strings. */
const PLAIN_CATEGORIES = 'ACDGIRTV';

export function kindOf({ base, builtin, category }: Column): Kind {
  const kind = builtin ? KINDS[base] : undefined;
  return kind ?? (PLAIN_CATEGORIES.includes(category) ? 'plain' : 'text');
}

/** The value of a column as the CSV has it. */
export function csvExpression(column: Column): string {
  return kindOf(column) === 'text' ? neutralisedSql(textOf(column)) : escapeIdentifier(column.name);
}

/** The value as the workbook needs it: of long ones no more than tells that they are too long for a cell. */
export function cellExpression(column: Column, longest: number): string {
  const kind = kindOf(column);
  if (kind !== 'text' && kind !== 'plain') return escapeIdentifier(column.name);
  if (!column.builtin || column.base !== 'bytea') return `left(${textOf(column)}, ${longest + 1})`;
  const bytes = Math.ceil(longest / 2);
  return `'\\x' || encode(substring(${escapeIdentifier(column.name)}::bytea FROM 1 FOR ${bytes}), 'hex')`;
}

/** A value as PostgreSQL writes it; the cast to text writes some types another way, an address with `/32` for one. */
function textOf({ name, base, builtin }: Column): string {
  const column = escapeIdentifier(name);
  if (builtin && (base === 'text' || base === 'varchar')) return `${column}::text`;
  // Not IS NULL, which a composite is as soon as all its fields are.
  return `CASE WHEN ${column} IS DISTINCT FROM NULL THEN format('%s', ${column}) END`;
}
