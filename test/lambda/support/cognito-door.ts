import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A loopback door to the embedded AWS that answers the one call of Cognito which MiniStack doesn't know, the making of a
 * client's sign-in page; all others it passes on.
 */
export class CognitoDoor {
  public static async open(target: string): Promise<CognitoDoor> {
    const door = new CognitoDoor(target);
    await new Promise<void>((resolve) => door.server.listen(0, '127.0.0.1', resolve));
    return door;
  }

  private readonly server: Server;
  /** App clients that have a page. */
  public readonly pages = new Set<string>();
  /** Calls by their names, in order. */
  public readonly calls: string[] = [];
  /** A call that fails once, as if the function were killed there. */
  public failAt: string | undefined;

  private constructor(private readonly target: string) {
    this.server = createServer((incoming, outgoing) => void this.answer(incoming, outgoing));
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const call = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    this.calls.push(call);
    if (this.failAt === call) {
      this.failAt = undefined;
      return send(outgoing, 400, JSON.stringify({ __type: 'InvalidParameterException', message: 'killed here' }));
    }
    if (call === 'CreateManagedLoginBranding') {
      const { ClientId, UseCognitoProvidedValues } = JSON.parse(body) as Record<string, unknown>;
      if (this.pages.has(String(ClientId))) {
        return send(outgoing, 400, JSON.stringify({ __type: 'ManagedLoginBrandingExistsException' }));
      }
      this.pages.add(String(ClientId));
      return send(outgoing, 200, JSON.stringify({ ManagedLoginBranding: { UseCognitoProvidedValues } }));
    }
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name)),
    ) as Record<string, string>;
    const passed = await fetch(this.target, { method: 'POST', headers, body });
    send(outgoing, passed.status, await passed.text());
  }
}

function send(outgoing: ServerResponse, status: number, body: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
}
