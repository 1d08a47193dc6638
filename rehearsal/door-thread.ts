import { createServer as createHttpServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import type { Fault } from './door';

const LOOPBACK = '127.0.0.1';

/**
 * What goes through the door. The region and service of a request stand in its signature, so nobody needs to be told of
 * the door's existence. As long as nothing is broken it looks into no request, which would take as much time as answering
 * it.
 */
class Passage {
  private readonly server = createServer((socket) => this.admit(socket));
  private readonly reader = createHttpServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) =>
    this.pass(incoming, outgoing),
  );
  private readonly unread = new Set<Socket>();
  private faults: readonly Fault[] = [];

  constructor(private readonly target: URL) {}

  public async listen(): Promise<number> {
    await once(this.server.listen(0, LOOPBACK), 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  /** Connections outlive requests: those that nobody looks into must be opened anew. */
  public change(faults: readonly Fault[]): void {
    this.faults = faults;
    if (faults.length === 0) return;
    for (const socket of this.unread) socket.destroy();
  }

  private admit(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (this.faults.length > 0) {
      this.reader.emit('connection', socket);
      return;
    }
    this.unread.add(socket);
    const { hostname, port } = this.target;
    // An answer comes in two small pieces: to hold one back until the other is acknowledged takes 40 ms each time.
    socket.setNoDelay(true);
    const onward = connect({ host: hostname, port: Number(port), noDelay: true });
    onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => {
      this.unread.delete(socket);
      onward.destroy();
    });
    socket.pipe(onward).pipe(socket);
  }

  private pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { region, service } = scopeOf(incoming);
    const folders = decodeURIComponent(incoming.url ?? '').split(/[/=&]/);
    const fault = this.faults.find(
      (candidate) => candidate.region === region && (candidate.sites?.some((site) => folders.includes(site)) ?? true),
    );
    if (fault?.kind === 'region-down') {
      incoming.socket.destroy();
      return;
    }
    if (fault?.kind === 'storage-errors' && service === 's3') {
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
      // Once all is well, nobody needs to look into what comes on this connection.
      if (this.faults.length === 0) answer.headers.connection = 'close';
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

const passage = new Passage(new URL(workerData as string));
parentPort?.on('message', (faults: readonly Fault[]) => {
  passage.change(faults);
  parentPort?.postMessage('changed');
});
void passage.listen().then((port) => parentPort?.postMessage(`http://${LOOPBACK}:${port}`));
