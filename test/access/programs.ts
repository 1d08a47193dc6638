import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SEARCH_PATH = '/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin';

/** The path of a program of the system; throws, saying what to install, where there is none. */
export function programPath(name: string): string {
  const found = SEARCH_PATH.split(':').find((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found !== undefined) return join(found, name);
  throw new Error(
    `This test needs '${name}': install what test/support/debian-packages.txt lists (apt-get install $(cat test/support/debian-packages.txt)).`,
  );
}

/** sshd gives up its rights for the session of another user, and fail2ban reads system settings: both as root alone. */
export function needRoot(): void {
  if (process.getuid?.() !== 0)
    throw new Error('This test runs sshd for other users, which takes root: run it as root.');
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, however it ends. */
export function run(name: string, args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const env = { PATH: SEARCH_PATH, LC_ALL: 'C', ...environment };
  return new Promise((resolve) => {
    execFile(programPath(name), args, { env, timeout: 30_000 }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      resolve({ code, stdout, stderr });
    });
  });
}

/** A temporary folder that programs running as other users may look into. */
export class Folder {
  public readonly path = mkdtempSync(join(tmpdir(), 'cordon-access-'));

  public at(name: string): string {
    return join(this.path, name);
  }

  public remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A program that runs until it is stopped, at the latest when this process ends. */
export class Service {
  /** All that it has said. */
  public said = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  /** @param hear is called with each line that it says */
  constructor(name: string, args: readonly string[], hear: (line: string) => void = () => undefined) {
    this.child = spawn(programPath(name), args, { env: { PATH: SEARCH_PATH, LC_ALL: 'C' }, stdio: 'pipe' });
    let rest = '';
    const listen = (chunk: Buffer) => {
      this.said += chunk.toString();
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(hear);
    };
    this.child.stdout?.on('data', listen);
    this.child.stderr?.on('data', listen);
    this.ended = new Promise((resolve) => this.child.once('exit', () => resolve()));
    process.once('exit', () => this.child.kill('SIGKILL'));
  }

  public get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  public async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const killer = setTimeout(() => this.child.kill('SIGKILL'), 5_000);
    await this.ended;
    clearTimeout(killer);
    // Its own children may still hold on to them.
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }
}

/** Asks again and again until there is an answer; throws, with what is wrong by then, after a while. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  patience = 20_000,
  wrong: () => string = () => '',
): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${patience / 1000} s. ${wrong()}`);
    await sleep(50);
  }
}

/** Whether something listens on a loopback port. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
