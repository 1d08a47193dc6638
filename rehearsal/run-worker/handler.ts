import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegionalClients } from '../../worker/aws/regional-clients';
import { jsonLog } from '../../worker/log';
import { main } from '../../worker/main';
import { BROKEN_DOOR, runFile } from './run-file';

/** Directory in which a run leaves a file with its command line, for whoever wants to kill it. Beside it is BROKEN_DOOR. */
const RUNS = 'WORKER_RUNS';

/** Clients of AWS by the address that they ask; undefined is that of the environment. */
const clients = new Map<string | undefined, RegionalClients>();

/** Straight to AWS, or by a door that is broken, while a file has its address. */
function clientsOfNow(door: string): RegionalClients {
  const endpoint = existsSync(door) ? readFileSync(door, 'utf8') : undefined;
  const known = clients.get(endpoint) ?? new RegionalClients(() => (endpoint === undefined ? {} : { endpoint }));
  clients.set(endpoint, known);
  return known;
}

/**
 * Runs the site worker's program on this machine, as Fargate does in AWS: its command line comes in, its exit code
 * decides. It runs within the function's process, which stays warm: a start of Node for each would be most of a small
 * site's time.
 */
export async function handler(event: { readonly arguments: readonly string[] }): Promise<void> {
  const runs = process.env[RUNS];
  if (runs === undefined) throw new Error(`${RUNS} is not set`);
  const file = join(runs, runFile(process.pid, event.arguments));
  writeFileSync(file, event.arguments.join(' '));
  let log = '';
  try {
    const code = await main({
      args: event.arguments,
      env: process.env,
      aws: clientsOfNow(join(runs, '..', BROKEN_DOOR)),
      output: () => undefined,
      log: jsonLog((line) => {
        log = (log + line).slice(-2000);
        // Into the function's log. The emulator waits a little for what never comes.
        process.stderr.write(line);
      }),
      shutdown: new AbortController().signal,
    });
    if (code !== 0) throw new Error(`The worker ended with ${code}: ${log}`);
  } finally {
    rmSync(file, { force: true });
  }
}
