import { createServer as createHttpServer } from 'node:http';
import type { RequestListener, Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server as HttpsServer, ServerOptions } from 'node:https';
import type { AddressInfo, LookupFunction } from 'node:net';
import { issue } from '../../../lambda/renew-log-certificates/certificate';
import type { ProbeOptions } from '../../../lambda/probe-sites/probe';

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
const authority = issue({ name: 'Test authority', purpose: 'authority', from: inDays(-400), until: inDays(400) });

export interface WebHost {
  /** @default host.example */
  readonly name?: string;
  /** Days from now. @default 90 */
  readonly certificateEnds?: number;
  /** @default 200, with HSTS */
  readonly answer?: RequestListener;
  /** @default a redirect to HTTPS; null: nothing listens */
  readonly plain?: RequestListener | null;
  /** @default TLS 1.2 and later */
  readonly tls?: ServerOptions;
}

const well: RequestListener = (_, response) => {
  response.writeHead(200, { 'strict-transport-security': 'max-age=63072000' }).end('well');
};
const redirect: RequestListener = ({ headers, url }, response) => {
  response.writeHead(301, { location: `https://${headers.host}${url}` }).end();
};

/** Web hosts on loopback, with certificates of an authority of their own. */
export class WebHosts {
  private readonly servers: (HttpServer | HttpsServer)[] = [];

  /** Starts one, and says how it is probed. */
  public async start(host: WebHost = {}): Promise<ProbeOptions> {
    const { name = 'host.example', certificateEnds = 90, answer = well, plain = redirect, tls } = host;
    const wanted = {
      name,
      purpose: 'server',
      from: inDays(certificateEnds - 100),
      until: inDays(certificateEnds),
    } as const;
    const { certificate: cert, key } = issue(wanted, authority);
    const https = await this.listen(createHttpsServer({ cert, key, minVersion: 'TLSv1.2', ...tls }, answer));
    const http = plain === null ? 1 : await this.listen(createHttpServer(plain));
    return { path: '/health', timeoutMs: 1000, ports: { https, http }, ca: authority.certificate, lookup: loopback };
  }

  public async stop(): Promise<void> {
    for (const server of this.servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private async listen(server: HttpServer | HttpsServer): Promise<number> {
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
}

/** Every name is on this machine. */
const loopback: LookupFunction = (_, { all }, callback) => {
  if (all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};
