import { request } from 'node:https';

export interface Probe {
  readonly hostName: string;
  /** Of the page that tells whether a server is well. */
  readonly path: string;
}

export interface ProbeOptions {
  /** @default 443 */
  readonly port?: number;
  /** Authority of the certificate, where it is none that everybody trusts. @default - those of Node.js */
  readonly ca?: string;
  /** How often a site is asked before it counts as down. @default 5 */
  readonly attempts?: number;
  /** Milliseconds between two attempts. @default 10 seconds */
  readonly pause?: number;
}

/** Milliseconds that a site may take to answer. */
const TIMEOUT = 10_000;

/** Asks each site for its page over TLS 1.2 or better; what is wrong, in a sentence each. Empty: all are well. */
export async function probeSites(probes: readonly Probe[], options: ProbeOptions = {}): Promise<string[]> {
  const results = await Promise.all(probes.map((probe) => probeWithPatience(probe, options)));
  return results.filter((problem) => problem !== undefined);
}

async function probeWithPatience(probe: Probe, options: ProbeOptions): Promise<string | undefined> {
  const { attempts = 5, pause = 10_000 } = options;
  for (let attempt = 1; ; attempt++) {
    const problem = await ask(probe, options);
    if (problem === undefined || attempt >= attempts) return problem;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function ask({ hostName, path }: Probe, { port, ca }: ProbeOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    const asked = request(
      { host: hostName, port, path, ca, servername: hostName, minVersion: 'TLSv1.2', timeout: TIMEOUT },
      (response) => {
        response.resume();
        const { statusCode } = response;
        resolve(statusCode === 200 ? undefined : `${hostName}${path} answers ${statusCode}, not 200`);
      },
    );
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${TIMEOUT / 1000} seconds`)));
    asked.on('error', (error) => resolve(`${hostName}${path}: ${error.message || error.name}`));
    asked.end();
  });
}
