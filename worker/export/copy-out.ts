import { Readable } from 'node:stream';
import type { Client, Connection, Submittable } from 'pg';

/** Bytes that are collected before they are handed on. */
const CHUNK = 64 * 1024;

/**
 * What `COPY … TO STDOUT` sends, as a stream of whole rows. The server waits while nobody reads, so that a table of any
 * length takes no more memory than its longest row.
 */
export class CopyOut extends Readable implements Submittable {
  /** Rows that the server says it has sent; known at the end. */
  public rows = 0;
  private connection: Connection | undefined;
  private chunk = Buffer.allocUnsafe(CHUNK);
  private filled = 0;

  constructor(
    client: Client,
    private readonly sql: string,
  ) {
    super({ highWaterMark: CHUNK });
    // It may fail before anybody reads; who then does is told.
    this.on('error', () => undefined);
    client.query(this);
  }

  /** Called by the client once it is this query's turn. */
  public submit(connection: Connection): void {
    this.connection = connection;
    connection.query(this.sql);
  }

  /** Called by the client for each row. The buffer is the client's own, and used again. */
  public handleCopyData({ chunk: row }: { readonly chunk: Buffer }): void {
    if (this.destroyed) return;
    if (this.filled + row.length > this.chunk.length) this.pass(row.length);
    row.copy(this.chunk, this.filled);
    this.filled += row.length;
  }

  public handleCommandComplete({ text }: { readonly text: string }): void {
    this.rows = Number(/^COPY (\d+)/.exec(text)?.[1]);
  }

  public handleReadyForQuery(): void {
    if (this.destroyed) return;
    this.pass(0);
    this.push(null);
  }

  public handleError(error: Error): void {
    this.destroy(error);
  }

  public override _read(): void {
    this.connection?.stream.resume();
  }

  public override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // Or the client would wait for ever for what comes after the rows.
    this.connection?.stream.resume();
    done(error);
  }

  private pass(next: number): void {
    if (this.filled > 0 && !this.push(this.chunk.subarray(0, this.filled))) this.connection?.stream.pause();
    this.chunk = Buffer.allocUnsafe(Math.max(CHUNK, next));
    this.filled = 0;
  }
}
