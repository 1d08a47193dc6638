import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { parseEnvelope, type Event } from '@sentry/core';

const KEY = '0123456789abcdef0123456789abcdef';
const PROJECT = '4505';
/** Sentry takes events up to a megabyte. */
const LARGEST = 1024 * 1024;

/**
 * Takes envelopes as Sentry's own relay does: by HTTPS, for a key and a project, as one event each, not too large, and
 * not while there is a limit.
 */
export class SentryServer {
  public readonly events: Event[] = [];
  /** Status of the next answers, instead of what Sentry would find; each is used once. */
  public readonly next: number[] = [];
  public requests = 0;

  private constructor(
    private readonly server: Server,
    public readonly host: string,
  ) {}

  public static async start(identity: { readonly key: string; readonly certificate: string }): Promise<SentryServer> {
    const server = createServer({ key: identity.key, cert: identity.certificate }, (request, response) => {
      void buffer(request).then((body) => {
        const status = sentry.take(request.url ?? '', request.headers['content-encoding'], body);
        const retry = status === 429 ? { 'retry-after': '60', 'x-sentry-rate-limits': '60:error:project:quota' } : {};
        response.writeHead(status, { 'content-type': 'application/json', ...retry });
        response.end(status === 200 ? JSON.stringify({ id: sentry.events.at(-1)?.event_id }) : '{"detail":"no"}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const sentry = new SentryServer(server, `localhost:${(server.address() as AddressInfo).port}`);
    return sentry;
  }

  public get dsn(): string {
    return `https://${KEY}@${this.host}/${PROJECT}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(url: string, encoding: string | undefined, body: Buffer): number {
    this.requests += 1;
    const given = this.next.shift();
    if (given !== undefined) return given;
    const { pathname, searchParams } = new URL(url, 'https://sentry');
    if (pathname !== `/api/${PROJECT}/envelope/`) return 404;
    if (searchParams.get('sentry_key') !== KEY || searchParams.get('sentry_version') !== '7') return 403;
    const plain = encoding === 'gzip' ? gunzipSync(body) : body;
    if (plain.length > LARGEST) return 413;
    const [header, items] = parseEnvelope(plain);
    const [item, event] = items[0] as [{ type: string }, Event];
    if (items.length !== 1 || item.type !== 'event' || header.event_id !== event.event_id) return 400;
    this.events.push(event);
    return 200;
  }
}
