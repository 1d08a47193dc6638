import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { EmbeddedPostgres } from '../../rehearsal/embedded-postgres';

/** A throw-away PostgreSQL server on the loopback interface, which logs every statement. */
export interface PostgresServer {
  readonly host: 'localhost';
  readonly port: number;
  /** A superuser, to prepare a test with. */
  readonly superuser: { readonly username: string; readonly password: string };
  /** Certificate of the authority that signed the server's, in PEM. */
  readonly authority: string;
  /** What the server has logged so far, every statement included. */
  log(): string;
  /** Runs statements as superuser. */
  run(sql: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server. It also ends, and its files go, when the calling process dies. */
export async function startPostgres(): Promise<PostgresServer> {
  const server = await EmbeddedPostgres.start({ settings: { log_statement: 'all', log_min_messages: 'debug1' } });
  const { port, user, password, ssl } = server.client();
  if (!ssl) throw new Error('The server does not use TLS');
  return {
    host: 'localhost',
    port,
    superuser: { username: user, password },
    authority: ssl.ca,
    log: () => readFileSync(server.logFile, 'utf8'),
    async run(sql) {
      const client = new Client(server.client());
      try {
        await client.connect();
        await client.query(sql);
      } finally {
        await client.end().catch(() => undefined);
      }
    },
    stop: () => server.stop(),
  };
}
