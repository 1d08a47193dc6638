import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bundledProgram } from '../lib/platform/bundle';
import type { World } from './world';

/** Starts the worker's program by itself, as a person does who follows the runbook after the loss of a region. */
export function runWorker(
  world: World,
  region: string,
  authorities: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly said: string }> {
  const program = join(bundledProgram({ source: 'worker/main.ts', name: 'main.js' }), 'main.js');
  const env = {
    ...world.aws.environment(),
    AWS_REGION: region,
    AWS_ENDPOINT_URL: world.door.url,
    // What is lost doesn't come back; to ask again and again would only take time.
    AWS_MAX_ATTEMPTS: '2',
    PATH: process.env.PATH,
    PGSSLROOTCERT: authorities,
    POSTGRES_BIN: world.bin,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said: said.trim() }));
  });
}
