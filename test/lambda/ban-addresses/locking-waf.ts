import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const UPDATE = 'AWSWAF_20190729.UpdateIPSet';

/**
 * The firewall's control plane of MiniStack, which keeps the tokens of lists and does not ask for them. This does: a
 * change with a token that is no longer the list's is refused, as AWS refuses it.
 */
export class LockingWaf {
  public static async before(endpoint: string): Promise<LockingWaf> {
    const waf = new LockingWaf(endpoint);
    await new Promise<void>((resolve) => waf.server.listen(0, '127.0.0.1', resolve));
    return waf;
  }

  /** Changes that were made, and those that were refused. */
  public updates = 0;
  public conflicts = 0;
  private readonly server: Server;
  /** One request after the other, or a token could change between the question and the change. */
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(private readonly endpoint: string) {
    this.server = createServer((incoming, response) => {
      this.turn = this.turn.then(async () => {
        const answer = await this.answer(incoming, await read(incoming));
        response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(answer.body);
      });
    });
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer({ headers }: IncomingMessage, body: string): Promise<{ status: number; body: string }> {
    if (headers['x-amz-target'] !== UPDATE) return this.forward(headers, body);
    const { LockToken } = JSON.parse(body) as { LockToken: string };
    const state = await this.forward({ ...headers, 'x-amz-target': UPDATE.replace('Update', 'Get') }, body);
    if ((JSON.parse(state.body) as { LockToken: string }).LockToken === LockToken) {
      this.updates += 1;
      return this.forward(headers, body);
    }
    this.conflicts += 1;
    return { status: 400, body: JSON.stringify({ __type: 'WAFOptimisticLockException', Message: 'Fetch it again' }) };
  }

  private async forward(headers: IncomingMessage['headers'], body: string): Promise<{ status: number; body: string }> {
    const passed = ['x-amz-target', 'authorization', 'content-type', 'x-amz-date'];
    const chosen = Object.fromEntries(passed.map((name) => [name, String(headers[name])]));
    const answer = await fetch(this.endpoint, { method: 'POST', headers: chosen, body });
    return { status: answer.status, body: await answer.text() };
  }
}

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
