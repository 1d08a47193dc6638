import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { WorkerError } from '../errors';

/** A program of PostgreSQL at work. */
export interface Program {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Rejects unless it ended with exit code 0. Has a handler already: nobody need wait for it. */
  readonly done: Promise<void>;
  /** Ends it at once, if it still runs. */
  kill(): void;
}

/** As much as is kept of what a program complains of. */
const KEPT_COMPLAINTS = 4096;

/** Starts a program with this environment and nothing of this process's own. */
export function startProgram(command: string, args: readonly string[], env: Record<string, string>): Program {
  const child = spawn(command, args, {
    env: { LC_ALL: 'C', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-KEPT_COMPLAINTS)));
  // It ended before all was written to it: its exit code says why, and that is the error to report.
  child.stdin.on('error', () => undefined);
  const done = new Promise<void>((resolve, reject) => {
    child.once('error', (error) => reject(failure(command, error.message)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(failure(command, `${signal ?? `exit code ${code}`}${complaints(said)}`));
    });
  });
  done.catch(() => undefined);
  return { stdin: child.stdin, stdout: child.stdout, done, kill: () => void child.kill('SIGKILL') };
}

/** Only the first lines of errors: further ones (CONTEXT, DETAIL, the command) show rows of the customer's. */
function complaints(said: string): string {
  const told = said
    .split('\n')
    .filter((line) => /^\w+: (error|fatal):/i.test(line))
    .slice(0, 3);
  return told.length === 0 ? '' : `: ${told.join('; ')}`;
}

function failure(command: string, what: string): WorkerError {
  const full = /No space left on device/.test(what);
  return new WorkerError(full ? 'NotEnoughDisk' : 'DatabaseFailed', `${basename(command)} failed: ${what}`);
}

/** What a program prints, such as its version. */
export async function outputOf(command: string, args: readonly string[], env: Record<string, string>): Promise<string> {
  const program = startProgram(command, args, env);
  program.stdin.end();
  let output = '';
  for await (const text of program.stdout.setEncoding('utf8')) output += text as string;
  await program.done;
  return output;
}
