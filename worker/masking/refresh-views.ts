import type { Client } from 'pg';
import { told } from './mask-table';

/**
 * Makes materialized views anew, each after those that it is made from. Before the first all are emptied: one that
 * comes too early, since a function hides what it reads, then fails instead of keeping what was masked.
 */
export async function refreshViews(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `WITH RECURSIVE uses AS (
       SELECT DISTINCT r.ev_class AS view, d.refobjid AS used FROM pg_rewrite r
         JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
          AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class),
     depths AS (
       SELECT oid AS view, 0 AS depth FROM pg_class WHERE relkind = 'm'
        UNION SELECT u.view, d.depth + 1 FROM depths d JOIN uses u ON u.used = d.view)
     SELECT format('%I.%I', n.nspname, c.relname) AS name
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN depths d ON d.view = c.oid
      WHERE c.relkind = 'm' AND c.relispopulated GROUP BY 1 ORDER BY max(d.depth), 1`,
  );
  for (const how of ['WITH NO DATA', 'WITH DATA']) {
    for (const { name } of rows) {
      await told(`materialized view ${name}`, () => client.query(`REFRESH MATERIALIZED VIEW ${name} ${how}`));
    }
  }
}
