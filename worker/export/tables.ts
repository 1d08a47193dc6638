import type { Client } from 'pg';
import type { Column } from './columns';

/** A table or materialized view of the site. */
export interface Table {
  readonly schema: string;
  readonly name: string;
  /** A partitioned table stands for all its partitions. */
  readonly kind: 'table' | 'partitioned table' | 'materialized view' | 'foreign table';
  /** Quoted, with ONLY where tables that inherit from it would be in it as well. */
  readonly from: string;
  readonly columns: readonly Column[];
  /** Why it is not exported. */
  readonly leftOut?: string;
}

const TABLES = `
  SELECT n.nspname AS schema, c.relname AS name,
         CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table'
                        WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END AS kind,
         CASE c.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END || format('%I.%I', n.nspname, c.relname) AS from,
         CASE WHEN EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                                     AND d.deptype = 'e') THEN 'it belongs to an extension'
              WHEN c.relkind = 'f' THEN 'its rows are kept on another server'
              WHEN NOT c.relispopulated THEN 'it has never been filled' END AS "leftOut",
         coalesce((
           SELECT json_agg(json_build_object(
                    'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'base', base.typname,
                    'builtin', base.typnamespace = 'pg_catalog'::regnamespace, 'category', base.typcategory)
                    ORDER BY a.attnum)
             FROM pg_attribute a
            CROSS JOIN LATERAL (
              WITH RECURSIVE type AS (
                SELECT t.* FROM pg_type t WHERE t.oid = a.atttypid
                UNION ALL SELECT t.* FROM pg_type t JOIN type ON type.typtype = 'd' AND t.oid = type.typbasetype)
              SELECT * FROM type WHERE typtype <> 'd') base
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]') AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'm', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'
     AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
   ORDER BY 1, 2`;

/** All tables of the database, in alphabetical order; partitions only in what they are partitions of. */
export async function listTables(client: Client): Promise<readonly Table[]> {
  const { rows } = await client.query<Omit<Table, 'leftOut'> & { leftOut: string | null }>(TABLES);
  return rows.map(({ leftOut, ...table }) => (leftOut === null ? table : { ...table, leftOut }));
}

export function fullName({ schema, name }: Pick<Table, 'schema' | 'name'>): string {
  return `${schema}.${name}`;
}
