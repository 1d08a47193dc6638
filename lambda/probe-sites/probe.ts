import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';

/** How a host is reached; what is not given is as on the internet. */
export interface ProbeOptions {
  /** Path of the health check. */
  readonly path: string;
  /** Time in which each of the answers has to begin. */
  readonly timeoutMs: number;
  /** @default 443 and 80 */
  readonly ports?: { readonly https: number; readonly http: number };
  /** Authority of the certificates. @default - those that Node trusts */
  readonly ca?: string;
  /** @default - that of DNS */
  readonly lookup?: LookupFunction;
}

/** What is wrong with how a site is served, though it is served. */
export const WEAKNESSES = ['no-redirect', 'no-hsts', 'old-tls'] as const;
export type Weakness = (typeof WEAKNESSES)[number];

export interface Probed {
  /** Why the site can't be used; undefined if it can. */
  readonly down?: string;
  readonly weak: readonly Weakness[];
  /** Days until the certificate ends, negative when it has; undefined if none was shown. */
  readonly certificateDays?: number;
  /** From the beginning of the connection to that of the answer; undefined without an answer. */
  readonly milliseconds?: number;
  /** Such as `TLSv1.3`. */
  readonly protocol?: string;
}

const DAY_MS = 86_400_000;

/**
 * Asks for a site as its users do: by its name, from the internet, without a way into our network (AV-08, CR-02, CR-03).
 * What it finds is a result, never an error.
 */
export async function probe(host: string, options: ProbeOptions): Promise<Probed> {
  const [health, redirects, old] = await Promise.all([
    healthOf(host, options),
    redirectsToHttps(host, options),
    speaksOldTls(host, options),
  ]);
  const { hsts, ...seen } = health;
  return {
    ...seen,
    // Of a site that doesn't answer at all nothing else can be said.
    weak:
      seen.milliseconds === undefined
        ? []
        : WEAKNESSES.filter((weakness) => ({ 'no-redirect': !redirects, 'no-hsts': !hsts, 'old-tls': old })[weakness]),
  };
}

type Health = Omit<Probed, 'weak'> & { readonly hsts: boolean };

async function healthOf(host: string, { path, timeoutMs, ports, ca, lookup }: ProbeOptions): Promise<Health> {
  const begun = performance.now();
  const request = httpsRequest({
    host,
    servername: host,
    port: ports?.https ?? 443,
    path,
    ca,
    lookup,
    // Judged below: a certificate that has ended is to be seen, not only refused. Nothing is sent but the path.
    rejectUnauthorized: false,
    agent: false,
    headers: { 'user-agent': USER_AGENT },
  });
  try {
    const response = await answer(request, timeoutMs);
    const milliseconds = Math.round(performance.now() - begun);
    const { socket, statusCode, headers } = response;
    const tls = socket as TLSSocket;
    const down = tls.authorized
      ? statusCode === 200
        ? undefined
        : `status ${statusCode}`
      : `certificate: ${String(tls.authorizationError)}`;
    const protocol = tls.getProtocol() ?? undefined;
    const until = Date.parse(tls.getPeerCertificate().valid_to);
    const certificateDays = Math.floor((until - Date.now()) / DAY_MS);
    const hsts = /max-age=[1-9]/.test(headers['strict-transport-security'] ?? '');
    return { down, protocol, certificateDays, milliseconds, hsts };
  } catch (error) {
    return { down: reasonOf(error), hsts: false };
  } finally {
    request.destroy();
  }
}

/** Whether whoever asks without TLS is sent to the same host with it. */
async function redirectsToHttps(host: string, { path, timeoutMs, ports, lookup }: ProbeOptions): Promise<boolean> {
  const request = httpRequest({
    host,
    port: ports?.http ?? 80,
    path,
    lookup,
    agent: false,
    headers: { host, 'user-agent': USER_AGENT },
  });
  try {
    const { statusCode = 0, headers } = await answer(request, timeoutMs);
    const { protocol, hostname } = new URL(headers.location ?? '', `http://${host}`);
    return [301, 302, 307, 308].includes(statusCode) && protocol === 'https:' && hostname === host;
  } catch {
    // Nothing listens there: nobody is served without TLS either.
    return true;
  } finally {
    request.destroy();
  }
}

/** Whether the host agrees to TLS 1.1 or older, which it must not (CR-03). */
function speaksOldTls(host: string, { timeoutMs, ports, lookup }: ProbeOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({
      host,
      servername: host,
      port: ports?.https ?? 443,
      lookup,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      // OpenSSL itself refuses the old versions at any higher level.
      ciphers: 'DEFAULT@SECLEVEL=0',
      rejectUnauthorized: false,
      timeout: timeoutMs,
    });
    const end = (agreed: boolean) => {
      resolve(agreed);
      socket.destroy();
    };
    socket.once('secureConnect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
    socket.once('close', () => end(false));
  });
}

const USER_AGENT = 'cordon-probe';

/** The beginning of the answer; the rest is not read. */
function answer(request: ClientRequest, timeoutMs: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // Over all of it: the name, the connection, the handshake and the wait.
    const patience = setTimeout(() => reject(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
    request.once('response', resolve);
    request.on('error', reject);
    request.once('close', () => clearTimeout(patience));
    request.end();
  });
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
