import { readFileSync } from 'node:fs';
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { Client } from 'pg';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { EmbeddedPostgres } from '../../../rehearsal/embedded-postgres';
import { startTogether } from '../../../rehearsal/start-together';
import { RegionalClients } from '../../../worker/aws/regional-clients';
import { createCredentials } from '../../../worker/aws/secrets';
import type { Job, JobSite } from '../../../worker/job';
import { S3Leases } from '../../../worker/leases/s3-leases';
import { jsonLog } from '../../../worker/log';
import { ClientTools } from '../../../worker/postgres/client-tools';
import type { Workshop } from '../../../worker/site-work';
import { Bucket } from '../../../worker/storage/bucket';

export const HOME = 'eu-central-1';
export const RECOVERY = 'eu-west-1';

export interface WorldOptions {
  /** Whether buckets keep versions, as the platform's do. Without, a test can damage what is stored. */
  readonly versioned: boolean;
}

/** An AWS with two regions, and a database server in each. */
export class World {
  public static async start({ versioned }: WorldOptions): Promise<World> {
    const [aws, home, recovery] = await startTogether(
      EmbeddedAws.start({ region: HOME, account: '111122223333' }),
      EmbeddedPostgres.start(),
      EmbeddedPostgres.start(),
    );
    const world = new World(aws, home, recovery);
    for (const region of [HOME, RECOVERY]) {
      const s3 = world.clients.s3(region);
      const CreateBucketConfiguration = { LocationConstraint: region as 'eu-west-1' };
      for (const Bucket of [`backups-${region}`, `attachments-${region}`]) {
        await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
        const VersioningConfiguration = { Status: 'Enabled' } as const;
        if (versioned) await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      }
      const server = world.server(region);
      await world.sql(
        server,
        `CREATE ROLE platform LOGIN NOSUPERUSER CREATEDB CREATEROLE PASSWORD 'platform password'`,
      );
      const { host, port } = server.client();
      const credentials = { engine: 'postgres' as const, host, port, username: 'platform', dbname: 'postgres' };
      const full = { ...credentials, password: 'platform password' };
      await createCredentials(world.clients.secrets(region), 'server', full, {
        keyArn: 'alias/aws/secretsmanager',
        site: 'none',
      });
    }
    return world;
  }

  public readonly clients: RegionalClients;
  public readonly steps: Record<string, unknown>[] = [];

  private constructor(
    public readonly aws: EmbeddedAws,
    public readonly homeServer: EmbeddedPostgres,
    public readonly recoveryServer: EmbeddedPostgres,
  ) {
    const { endpoint, credentials } = aws.client();
    this.clients = new RegionalClients(() => ({ endpoint, credentials }));
  }

  public async stop(): Promise<void> {
    await Promise.all([this.aws.stop(), this.homeServer.stop(), this.recoveryServer.stop()]);
  }

  public server(region: string): EmbeddedPostgres {
    return region === HOME ? this.homeServer : this.recoveryServer;
  }

  public site(id: string, changes: Partial<JobSite> = {}): JobSite {
    return {
      id,
      timeZone: 'Europe/Berlin',
      backupTimes: ['04:00'],
      keeps: { daily: 6, weekly: 4, monthly: 2 },
      dailyAttachmentsLimit: 1e9,
      residency: { name: 'european-union', regions: [HOME, RECOVERY] },
      applicationVersion: '7.4.1',
      copies: [],
      record: { name: `The ${id} winery` },
      ...changes,
    };
  }

  public job(sites: readonly JobSite[], region: string = HOME): Job {
    const { host, port } = this.server(region).client();
    const place = (at: string) => ({ region: at, siteBackups: `backups-${at}`, attachments: `attachments-${at}` });
    const server = { region, host, port, secret: 'server' };
    return {
      platform: 'cordon',
      environment: 'production',
      home: place(HOME),
      recovery: place(RECOVERY),
      server,
      sites: [...sites],
    };
  }

  /** What an operation in this process works with; `changes` put something else in a part's place. */
  public shop(sites: readonly JobSite[], changes: Partial<Workshop> & { readonly region?: string } = {}): Workshop {
    const { region = HOME, ...rest } = changes;
    return {
      job: this.job(sites, region),
      aws: this.clients,
      tools: this.tools(region),
      authorities: readFileSync(this.server(region).authorityFile, 'utf8'),
      leases: new S3Leases(this.backups(region), 60),
      log: jsonLog((line) => this.steps.push(JSON.parse(line) as Record<string, unknown>)),
      now: () => new Date(),
      shutdown: new AbortController().signal,
      ...rest,
    };
  }

  public tools(region: string = HOME, bin?: string): ClientTools {
    const { authorityFile, bin: embedded } = this.server(region);
    return new ClientTools({ authorityFile, bin: bin ?? embedded, searchPath: process.env.PATH ?? '' });
  }

  public backups(region: string): Bucket {
    return new Bucket(this.clients.s3(region), region, `backups-${region}`);
  }

  public attachments(region: string): Bucket {
    return new Bucket(this.clients.s3(region), region, `attachments-${region}`);
  }

  public async attach(site: string, name: string, content: string, region: string = HOME): Promise<void> {
    const object = { Bucket: `attachments-${region}`, Key: `${site}/${name}`, Body: content };
    await this.clients.s3(region).send(new PutObjectCommand(object));
  }

  /** Sets the tags of an attachment, as its scan does. */
  public async tag(site: string, name: string, tags: Readonly<Record<string, string>>): Promise<void> {
    const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const object = { Bucket: `attachments-${HOME}`, Key: `${site}/${name}`, Tagging: { TagSet } };
    await this.clients.s3(HOME).send(new PutObjectTaggingCommand(object));
  }

  /** Keys of a bucket below a prefix. */
  public async keys(bucket: Bucket, prefix = ''): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of bucket.list(prefix)) keys.push(key);
    return keys;
  }

  /** Runs statements as superuser. @returns the rows of the last one. */
  public async sql(server: EmbeddedPostgres, text: string, database = 'postgres'): Promise<Record<string, unknown>[]> {
    const client = new Client(server.client(database));
    try {
      await client.connect();
      const results = await client.query(text);
      const last = Array.isArray(results) ? results.at(-1) : results;
      return (last as { rows: Record<string, unknown>[] }).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  public async databases(server: EmbeddedPostgres, site: string): Promise<string[]> {
    const query = `SELECT datname FROM pg_database WHERE datname LIKE '${site}%' ORDER BY 1`;
    return (await this.sql(server, query)).map(({ datname }) => String(datname));
  }

  /** Fills a site's database as an application with all sorts of objects would. */
  public async fill(site: string, members = 500): Promise<void> {
    const schema = `
      SET ROLE "${site}";
      CREATE EXTENSION pgcrypto; CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE EXTENSION hstore;
      CREATE SCHEMA wine;
      CREATE TABLE member (id int PRIMARY KEY, email citext UNIQUE, name text, born int, age int
        GENERATED ALWAYS AS (2026 - born) STORED);
      CREATE INDEX ON member USING gin (name gin_trgm_ops);
      CREATE TABLE wine.barrel (id uuid DEFAULT gen_random_uuid(), litres numeric) PARTITION BY RANGE (litres);
      CREATE TABLE wine.small PARTITION OF wine.barrel FOR VALUES FROM (0) TO (100);
      CREATE TABLE wine.large PARTITION OF wine.barrel FOR VALUES FROM (100) TO (10000);
      CREATE TABLE note (id int, text text); ALTER TABLE note ENABLE ROW LEVEL SECURITY;
      COMMENT ON TABLE note IS 'seen by its author';
      INSERT INTO member SELECT i, i || '@example.com', md5(i::text), 1950 + i % 50 FROM generate_series(1, ${members}) i;
      INSERT INTO wine.barrel (litres) SELECT i FROM generate_series(1, 300) i;
      INSERT INTO note VALUES (1, 'one');
      CREATE MATERIALIZED VIEW ages AS SELECT age, count(*) FROM member GROUP BY age;
      SELECT lo_from_bytea(0, 'a picture');`;
    await this.sql(this.homeServer, schema, site);
  }
}
