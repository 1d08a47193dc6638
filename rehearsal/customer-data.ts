import { createCipheriv, createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { Client } from 'pg';
import type { HomeRegion, Site } from '../lib/config/platform';
import { bucketName } from '../lib/platform/names';
import { inParallel } from '../worker/parallel';
import type { World } from './world';

export interface DataOptions {
  /** Multiplies rows and sizes of attachments. */
  readonly scale: number;
  /** The same seed makes the same rows. */
  readonly seed: number;
}

/** Rows of the largest tables at scale 1. */
const ROWS = 2000;
/** Databases filled at a time: as many as a small machine has cores. */
const FILLED_AT_ONCE = 2;
/** Small files of each site. */
const LABELS = 12;
/** Large files of the largest one: above 1 GB attachments are copied on Saturdays only (D6), which must be seen to happen. */
const MAPS = 42;
/** Files on the way at a time: while one is stored, the next is made. */
const ATTACHED_AT_ONCE = 3;
const MB = 1_000_000;

/** The application's schema: what every customer has, wineries, and field services. */
const SCHEMA = `
  CREATE TABLE contact (id int PRIMARY KEY, full_name text NOT NULL, email text UNIQUE, phone text, mobile text,
    date_of_birth date, notes text);
  CREATE TABLE address (id int PRIMARY KEY, contact int REFERENCES contact, street text, town text);
  CREATE TABLE account (id int PRIMARY KEY, full_name text, email text UNIQUE, role text);
  CREATE TABLE message (id bigserial PRIMARY KEY, sent timestamptz, recipient text, body text);
  CREATE SCHEMA wine;
  CREATE TABLE wine.block (id int PRIMARY KEY, name text, variety text, hectares numeric(6,2));
  CREATE TABLE wine.batch (id int PRIMARY KEY, block int REFERENCES wine.block, vintage int, litres numeric(9,1));
  CREATE TABLE wine.analysis (id bigserial PRIMARY KEY, batch int REFERENCES wine.batch, taken timestamptz,
    brix numeric(4,1), ph numeric(3,2), note text);
  CREATE INDEX ON wine.analysis (batch, taken);
  CREATE TABLE wine.club_member (id int PRIMARY KEY, contact int REFERENCES contact, delivery_note text);
  CREATE SCHEMA service;
  CREATE TABLE service.job (id int PRIMARY KEY, contact int REFERENCES contact, planned date, state text);
  CREATE TABLE service.job_report (id bigserial PRIMARY KEY, job int REFERENCES service.job, hours numeric(4,2),
    customer_signature bytea);
  CREATE MATERIALIZED VIEW wine.litres_by_variety AS
    SELECT variety, sum(litres) AS litres FROM wine.block JOIN wine.batch ON block.id = batch.block GROUP BY variety;`;

const rows = (n: number): string => `
  INSERT INTO contact SELECT i, 'Contact ' || md5(i::text), 'contact' || i || '@customer.example', '+61 2 ' || i,
    '+61 4 ' || i, date '1950-01-01' + i % 18000, repeat('likes riesling ', i % 5) FROM generate_series(1, ${n}) i;
  INSERT INTO address SELECT i, i, i || ' Vineyard Road', 'Town ' || i % 40 FROM generate_series(1, ${n}) i;
  INSERT INTO account SELECT i, 'User ' || i, 'user' || i || '@customer.example', 'grower' FROM generate_series(1, 30) i;
  INSERT INTO message (sent, recipient, body) SELECT now() - i * interval '1 hour', 'contact' || i || '@customer.example',
    md5(random()::text) FROM generate_series(1, ${n}) i;
  INSERT INTO wine.block SELECT i, 'Block ' || i, (array['Shiraz','Riesling','Merlot'])[1 + i % 3], random() * 20
    FROM generate_series(1, 60) i;
  INSERT INTO wine.batch SELECT i, 1 + i % 60, 2000 + i % 27, random() * 9000 FROM generate_series(1, ${n / 4}) i;
  INSERT INTO wine.analysis (batch, taken, brix, ph, note) SELECT 1 + i % ${n / 4}, now() - i * interval '1 hour',
    random() * 25, 3 + random(), md5(random()::text) FROM generate_series(1, ${n}) i;
  INSERT INTO wine.club_member SELECT i, i, 'leave at door ' || i FROM generate_series(1, ${n / 10}) i;
  INSERT INTO service.job SELECT i, 1 + i % ${n}, date '2026-01-01' + i % 365, 'done' FROM generate_series(1, ${n / 2}) i;
  INSERT INTO service.job_report (job, hours, customer_signature) SELECT i, random() * 8, sha256(i::text::bytea)
    FROM generate_series(1, ${n / 2}) i;
  REFRESH MATERIALIZED VIEW wine.litres_by_variety;`;

/** Fills the databases of sites as years of use would. */
export async function fillDatabases(
  world: World,
  { sites }: HomeRegion,
  { scale, seed }: DataOptions,
  say: (line: string) => void,
): Promise<void> {
  const n = Math.max(40, Math.round((ROWS * scale) / 40) * 40);
  let filled = 0;
  await inParallel(sites, FILLED_AT_ONCE, new AbortController().signal, async ({ id }) => {
    await asSite(world, id, `SELECT setseed(${fraction(seed, id)});${SCHEMA}${rows(n)}`);
    say(`${++filled} of ${sites.length}: ${id}`);
  });
}

/** Attaches files of many sizes to the records of sites. */
export async function attachFiles(world: World, home: HomeRegion, { scale, seed }: DataOptions): Promise<void> {
  const labels = Array.from({ length: LABELS }, (_, index) => ({
    name: `labels/${index}.pdf`,
    bytes: Math.round(400 * 3 ** (index % 8)),
  }));
  const maps = Array.from({ length: MAPS }, (_, index) => ({
    name: `maps/${index}.tif`,
    bytes: Math.round(25 * MB * scale),
  }));
  const files = home.sites.flatMap((site) =>
    [...labels, ...(isLarge(home, site) ? maps : [])].map((file) => ({ site: site.id, ...file })),
  );
  await inParallel(files, ATTACHED_AT_ONCE, new AbortController().signal, async ({ site, name, bytes }) => {
    await world.s3(home.region).send(
      new PutObjectCommand({
        Bucket: bucketName(home, 'attachments'),
        Key: `${site}/${name}`,
        Body: content(`${seed} ${site} ${name}`, bytes),
        ContentType: 'application/pdf',
      }),
    );
  });
}

/** The site of the region that has over 1 GB of attachments: the first with a large package and no option against it. */
export function isLarge({ sites }: HomeRegion, { id }: Site): boolean {
  const large = sites.find(({ sizeGb, dailyAttachmentsLimit }) => sizeGb > 1 && dailyAttachmentsLimit === 1e9);
  return large?.id === id;
}

/** A day of use: something is added, changed and deleted, and now and then a file attached. */
export async function useSite(world: World, home: HomeRegion, site: Site, day: number): Promise<void> {
  await asSite(
    world,
    site.id,
    `INSERT INTO message (sent, recipient, body) SELECT now(), 'day${day}@customer.example', md5('${day}' || i)
       FROM generate_series(1, 20) i;
     UPDATE wine.batch SET litres = litres + 1 WHERE id % 50 = ${day % 50};
     DELETE FROM message WHERE id IN (SELECT id FROM message ORDER BY id LIMIT 5);`,
  );
  if (day % 5 !== 0) return;
  const s3 = world.s3(home.region);
  const Body = content(`${site.id} ${day}`, 5000);
  await s3.send(
    new PutObjectCommand({ Bucket: bucketName(home, 'attachments'), Key: `${site.id}/notes/${day}.pdf`, Body }),
  );
}

/** What can be compared after a disaster: a digest of every table's rows. */
export async function digestOf(client: Client): Promise<string> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const hash = createHash('sha256');
  for (const { name } of tables) {
    const { rows: found } = await client.query<{ digest: string | null }>(
      `SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) AS digest FROM ${name} t`,
    );
    hash.update(`${name} ${found[0]?.digest ?? 'empty'};`);
  }
  return hash.digest('hex');
}

/** Runs statements in a site's database as its owner; the superuser's session becomes the site's. */
async function asSite(world: World, site: string, text: string): Promise<void> {
  const client = new Client(world.homeServer.client(site));
  await client.connect();
  try {
    await client.query(`SET ROLE "${site}"; ${text}`);
  } finally {
    await client.end();
  }
}

/** Bytes that don't compress, the same for the same text: a key stream. */
function content(text: string, bytes: number): Buffer {
  const key = createHash('sha256').update(text).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes));
}

function fraction(seed: number, site: string): number {
  return createHash('sha256').update(`${seed} ${site}`).digest().readUInt32BE() / 2 ** 32;
}
