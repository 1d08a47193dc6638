import type { Client } from 'pg';
import type { MaskedColumn } from '../../lambda/shared/job';
import { WorkerError } from '../errors';
import { tooShort, type Maskable } from './masks';

/** A table, with what inherits from it or is a partition of it, and the columns to mask in it. */
export interface TableToMask {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly Maskable[];
}

/** What the catalogue says of a column, in the table or in any that inherits from it. */
interface Facts {
  /** `r` for a table, `p` for a partitioned one. */
  readonly kind: string;
  /** Name of the type below all domains; null if there is no such column. */
  readonly type: string | null;
  readonly length: number | null;
  readonly required: boolean;
  readonly generated: boolean;
  readonly unique: boolean;
  readonly partitionKey: boolean;
  readonly foreignTables: boolean;
  /** A foreign key that refers to the column. */
  readonly referredToBy: string | null;
  /** A foreign key that the column is part of. */
  readonly refersBy: string | null;
}

/** Oids of a table and of all that inherit from it or are its partitions. $1 is the schema, $2 the table. */
export const FAMILY = `family AS (
  SELECT c.oid AS rel FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND c.relname = $2
   UNION SELECT i.inhrelid FROM family f JOIN pg_inherits i ON i.inhparent = f.rel)`;

/** The base of a domain has the length, unless the domain has one itself; an extension's type is known by its name. */
const FACTS = `
WITH RECURSIVE ${FAMILY},
attributes AS (
  SELECT a.* FROM family f JOIN pg_attribute a ON a.attrelid = f.rel
   WHERE a.attname = $3 AND a.attnum > 0 AND NOT a.attisdropped),
types AS (
  SELECT t.oid, t.typbasetype, a.atttypmod AS modifier FROM attributes a JOIN pg_type t ON t.oid = a.atttypid
   WHERE a.attrelid = (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = $1 AND c.relname = $2)
   UNION ALL
  SELECT b.oid, b.typbasetype, CASE WHEN t.typtypmod <> -1 THEN t.typtypmod ELSE d.modifier END
    FROM types d JOIN pg_type t ON t.oid = d.oid JOIN pg_type b ON b.oid = d.typbasetype)
SELECT c.relkind AS kind,
  (SELECT CASE WHEN b.typnamespace = 'pg_catalog'::regnamespace OR b.typname = 'citext' THEN b.typname ELSE 'other' END
     FROM types t JOIN pg_type b ON b.oid = t.oid WHERE t.typbasetype = 0) AS type,
  (SELECT CASE WHEN t.modifier > 4 THEN t.modifier - 4 END FROM types t WHERE t.typbasetype = 0) AS length,
  EXISTS (SELECT FROM attributes WHERE attnotnull) AS required,
  EXISTS (SELECT FROM attributes WHERE attgenerated <> '') AS generated,
  EXISTS (SELECT FROM attributes a JOIN pg_index i ON i.indrelid = a.attrelid
           WHERE (i.indisunique OR i.indisexclusion)
             AND (a.attnum = ANY (i.indkey) OR EXISTS (
               SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                  AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum))
         ) AS "unique",
  EXISTS (SELECT FROM attributes a JOIN pg_partitioned_table p ON p.partrelid = a.attrelid
           WHERE a.attnum = ANY (p.partattrs) OR EXISTS (
             -- A column that the key is computed from can't be dropped before the table: so it depends on that.
             SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = a.attrelid
                AND d.objsubid = a.attnum AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid)
         ) AS "partitionKey",
  EXISTS (SELECT FROM family f JOIN pg_class m ON m.oid = f.rel WHERE m.relkind = 'f') AS "foreignTables",
  (SELECT min(k.conname) FROM attributes a JOIN pg_constraint k ON k.confrelid = a.attrelid
    WHERE k.contype = 'f' AND a.attnum = ANY (k.confkey)) AS "referredToBy",
  (SELECT min(k.conname) FROM attributes a JOIN pg_constraint k ON k.conrelid = a.attrelid
    WHERE k.contype = 'f' AND a.attnum = ANY (k.conkey)) AS "refersBy"
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2`;

const TEXTS = ['text', 'varchar', 'bpchar', 'citext'];
const DATES = ['date', 'timestamp', 'timestamptz'];

/**
 * Finds what is to be masked in a database.
 *
 * @throws WorkerError MaskingFailed, with all that is not there or can't be masked as asked.
 */
export async function tablesToMask(client: Client, masks: readonly MaskedColumn[]): Promise<TableToMask[]> {
  const problems: string[] = [];
  const tables = new Map<string, { schema: string; table: string; columns: Maskable[] }>();
  for (const masked of masks) {
    const { table: name, column } = masked;
    const [schema = '', table = ''] = name.split('.');
    const { rows } = await client.query<Facts>(FACTS, [schema, table, column]);
    const found = judge(masked, rows[0]);
    if (typeof found === 'string') {
      problems.push(`column ${column} of ${name} ${found}`);
      continue;
    }
    const known = tables.get(name) ?? { schema, table, columns: [] };
    if (known.columns.some((other) => other.column === column))
      problems.push(`column ${column} of ${name} has two masks`);
    known.columns.push(found);
    tables.set(name, known);
  }
  if (problems.length === 0) return [...tables.values()];
  throw new WorkerError('MaskingFailed', `Nothing is masked, and nothing leaves: ${problems.join('; ')}`);
}

/** @returns why the column can't be masked like that, if it can't. */
function judge({ column, mask }: MaskedColumn, facts: Facts | undefined): Maskable | string {
  if (!facts) return 'is not there, as there is no such table';
  const { kind, type, length } = facts;
  if (kind !== 'r' && kind !== 'p') return 'is not in a table: mask the tables that it is made from';
  if (type === null) return 'is not there';
  if (facts.foreignTables) return 'is on another server in part';
  if (facts.generated) return 'is generated: mask the columns that it is made from';
  if (facts.partitionKey) return 'decides on the partition of its rows';
  if (facts.referredToBy) return `is referred to by the foreign key ${facts.referredToBy}`;
  if (mask === 'null') return facts.required ? 'may not be NULL' : { column, mask, type: 'text', unique: facts.unique };
  if (facts.refersBy) return `belongs to the foreign key ${facts.refersBy}`;
  if (!(mask === 'date' ? DATES : TEXTS).includes(type)) return `is of a type that '${mask}' does not fit, ${type}`;
  const maskable: Maskable = { column, mask, type: kindOf(type), length: length ?? undefined, unique: facts.unique };
  return tooShort(maskable) ?? maskable;
}

function kindOf(type: string): Maskable['type'] {
  if (type === 'date' || type === 'citext') return type;
  return DATES.includes(type) ? 'timestamp' : 'text';
}
