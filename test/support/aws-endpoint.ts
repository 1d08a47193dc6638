import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AwsRequest {
  /** `AmazonSSM.GetParameter` of a JSON service, or the `Action` of a query service. */
  readonly operation: string;
  readonly region: string;
  readonly body: string;
}

export interface AwsAnswer {
  readonly status?: number;
  readonly contentType?: string;
  readonly body: string;
}

/** A local HTTP server in the place of AWS, for the real SDK to talk to. Listens on loopback only. */
export class AwsEndpoint {
  public readonly requests: AwsRequest[] = [];

  private constructor(private readonly server: Server) {}

  public static async start(answer: (request: AwsRequest) => AwsAnswer): Promise<AwsEndpoint> {
    const server = createServer((incoming, response) => {
      void read(incoming).then((body) => {
        const request = {
          operation:
            (incoming.headers['x-amz-target'] as string | undefined) ??
            new URLSearchParams(body).get('Action') ??
            incoming.url ??
            '',
          region: /Credential=[^/]+\/\d+\/([a-z0-9-]+)\//.exec(incoming.headers.authorization ?? '')?.[1] ?? '',
          body,
        };
        endpoint.requests.push(request);
        const { status = 200, contentType = 'application/x-amz-json-1.1', body: text } = answer(request);
        response.writeHead(status, { 'content-type': contentType }).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = new AwsEndpoint(server);
    return endpoint;
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
