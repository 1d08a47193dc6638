import { Client } from 'pg';
import type { MaskedColumn } from '../../../lambda/shared/job';
import { EmbeddedPostgres } from '../../../rehearsal/embedded-postgres';
import { maskDatabase, type MaskedDatabase } from '../../../worker/masking/mask-database';
import { saltOf } from '../../../worker/masking/masks';

/** A database, with a schema `app`, whose owner is as mighty as a site: not at all beyond it. */
export class DatabaseToMask {
  public static async start(): Promise<DatabaseToMask> {
    const server = await EmbeddedPostgres.start();
    const superuser = new Client(server.client());
    await superuser.connect();
    await superuser.query('CREATE ROLE site');
    await superuser.query('CREATE DATABASE site OWNER site');
    await superuser.end();
    const owner = new Client(server.client('site'));
    await owner.connect();
    await owner.query('CREATE EXTENSION citext');
    await owner.query('SET ROLE site; SET client_min_messages = warning');
    return new DatabaseToMask(server, owner);
  }

  private constructor(
    private readonly server: EmbeddedPostgres,
    public readonly owner: Client,
  ) {}

  public async stop(): Promise<void> {
    await this.owner.end();
    await this.server.stop();
  }

  /** Runs statements in an empty schema `app`. */
  public async fill(sql: string): Promise<void> {
    await this.owner.query('DROP SCHEMA IF EXISTS app CASCADE; CREATE SCHEMA app; SET search_path = app, public');
    await this.owner.query(sql);
  }

  /** Masks columns of schema `app`, each given as `table.column mask`. */
  public mask(masks: readonly string[], secret = 'a secret'): Promise<MaskedDatabase> {
    const parsed = masks.map((text): MaskedColumn => {
      const [, table = '', column = '', mask = ''] = /^(\w+)\.(\w+) (\w+)$/.exec(text) ?? [];
      return { table: `app.${table}`, column, mask: mask as MaskedColumn['mask'] };
    });
    return maskDatabase(this.owner, parsed, saltOf(secret), new AbortController().signal);
  }

  public async rows(sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.owner.query<Record<string, unknown>>(sql, parameters)).rows;
  }

  /** The first column of all rows. */
  public async values(sql: string): Promise<unknown[]> {
    return (await this.rows(sql)).map((row) => Object.values(row)[0]);
  }
}
