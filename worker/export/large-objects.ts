import { Readable } from 'node:stream';
import type { Client } from 'pg';
import type { ExportedFile } from './attachments';
import { failed, type Moment } from './moment';
import type { ZipWriter } from './zip-writer';

const PIECE = 1024 * 1024;

/** Adds the large objects, which tables only name by number: each as a file of its own. */
export async function addLargeObjects(zip: ZipWriter, { client }: Pick<Moment, 'client'>) {
  const { rows } = await client.query<{ oid: string }>('SELECT oid::text FROM pg_largeobject_metadata ORDER BY 1');
  const added: ExportedFile[] = [];
  for (const { oid } of rows) {
    const file = `large-objects/${oid}`;
    const content = Readable.from(pieces(client, oid), { objectMode: false });
    added.push({ name: oid, file, ...(await zip.add(file, content, 'compressed already')) });
  }
  return added;
}

async function* pieces(client: Client, oid: string): AsyncGenerator<Buffer> {
  const sql = 'SELECT lo_get($1::oid, $2::bigint, $3::int) AS piece';
  for (let from = 0; ; from += PIECE) {
    const { rows } = await client
      .query<{ piece: Buffer }>(sql, [oid, from, PIECE])
      .catch((error: unknown) => Promise.reject(failed(`large object ${oid}`, error)));
    const piece = rows[0]?.piece;
    if (piece && piece.length > 0) yield piece;
    if (!piece || piece.length < PIECE) return;
  }
}
