import { createServer as createHttpServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { LOOPBACK } from './embedded-process';

/** What can go wrong on the way to AWS. */
export interface Fault {
  readonly kind: 'region-down' | 'storage-errors';
  readonly region: string;
}

/**
 * A loopback door to the embedded AWS that can break: a whole region that doesn't answer any more, or an S3 that fails.
 * The region and service of a request stand in its signature, so nobody needs to be told of the door's existence. As
 * long as nothing is broken it looks into no request, which would take as much time as answering it.
 */
export class FaultyEndpoint {
  public static async start(target: string): Promise<FaultyEndpoint> {
    const endpoint = new FaultyEndpoint(new URL(target));
    await new Promise<void>((resolve, reject) => {
      endpoint.server.once('error', reject);
      endpoint.server.listen(0, LOOPBACK, resolve);
    });
    return endpoint;
  }

  private readonly server: Server;
  private readonly reader = createHttpServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) =>
    this.pass(incoming, outgoing),
  );
  private readonly open = new Set<Socket>();
  private faults: Fault[] = [];
  /** Requests that a fault has met. */
  public met = 0;

  private constructor(private readonly target: URL) {
    this.server = createServer((socket) => this.admit(socket));
  }

  public get url(): string {
    return `http://${LOOPBACK}:${(this.server.address() as AddressInfo).port}`;
  }

  public break(fault: Fault): void {
    this.faults.push(fault);
    this.hangUp();
  }

  public heal(): void {
    this.faults = [];
    this.hangUp();
  }

  public async stop(): Promise<void> {
    this.hangUp();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Connections outlive requests: what was opened under other circumstances must be opened anew. */
  private hangUp(): void {
    for (const socket of this.open) socket.destroy();
  }

  private admit(socket: Socket): void {
    this.open.add(socket);
    socket.on('close', () => this.open.delete(socket)).on('error', () => socket.destroy());
    if (this.faults.length > 0) {
      this.reader.emit('connection', socket);
      return;
    }
    const { hostname, port } = this.target;
    const onward = connect({ host: hostname, port: Number(port) });
    onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  }

  private pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { region, service } = scopeOf(incoming);
    const fault = this.faults.find((candidate) => candidate.region === region);
    if (fault?.kind === 'region-down') {
      this.met++;
      incoming.socket.destroy();
      return;
    }
    if (fault?.kind === 'storage-errors' && service === 's3') {
      this.met++;
      incoming.resume();
      outgoing.writeHead(503, { 'content-type': 'application/xml', connection: 'close' });
      outgoing.end('<Error><Code>ServiceUnavailable</Code><Message>Please try again</Message></Error>');
      return;
    }
    this.forward(incoming, outgoing);
  }

  private forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { hostname, port } = this.target;
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  }
}

/** Of `Credential=<key>/<date>/<region>/<service>/aws4_request`, or the same in the query of a presigned address. */
function scopeOf({ headers, url = '' }: IncomingMessage): { readonly region?: string; readonly service?: string } {
  const text = headers.authorization ?? decodeURIComponent(url);
  const [, region, service] = /Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\//.exec(text) ?? [];
  return { region, service };
}
