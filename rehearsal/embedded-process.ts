import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  readdirSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The only address that an embedded part listens on. */
export const LOOPBACK = '127.0.0.1';

/** Where an embedded part keeps its state. */
export interface Home {
  readonly directory: string;
  /** Whether it outlives the run. */
  readonly kept: boolean;
}

/** The account, other than root, that a server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** What the guardian is to do; guardian.py says what each means. */
export interface ServerPlan {
  readonly home: Home;
  readonly user?: ServerUser;
  readonly prepare: readonly {
    readonly creates: string;
    readonly command: readonly string[];
    readonly owner: boolean;
  }[];
  readonly stale: readonly string[];
  readonly serve: readonly string[];
  readonly stopSignal: 'SIGINT' | 'SIGQUIT' | 'SIGTERM';
  /** Everything the server sees of the environment: nothing of the developer's, least of all credentials. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
}

const PATIENCE_SECONDS = 5;
const START_DEADLINE_MS = 60_000;
const HOME_IN_USE = 75;

/**
 * Makes a home: the given directory, which is kept, or a temporary one.
 *
 * @param user Gets the directory; undefined where the server runs as this process does.
 */
export function makeHome(directory: string | undefined, user?: ServerUser): Home {
  const path = directory === undefined ? mkdtempSync(join(tmpdir(), 'cordon-embedded-')) : resolve(directory);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (readdirSync(path).length > 0 && !existsSync(join(path, 'lock'))) {
    throw new Error(`${path} holds something other than an embedded server: name a new or an empty directory.`);
  }
  // Marks it as ours from the first moment; a temporary one shows by having no lock yet that it is being started.
  if (directory !== undefined) closeSync(openSync(join(path, 'lock'), 'a', 0o600));
  if (user) chownSync(path, user.uid, user.gid);
  return { directory: path, kept: directory !== undefined };
}

/** The account for a server that refuses to run as root; undefined where this process is not root. */
export function unprivilegedUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (which: string): number => Number(execFileSync('id', [which, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A free port on loopback, below the range that systems give to outgoing connections, so that it stays free. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    const free = await new Promise<boolean>((done) => {
      probe.once('error', () => done(false));
      probe.listen({ host: LOOPBACK, port, exclusive: true }, () => done(true));
    });
    if (free) return new Promise((done) => probe.close(() => done(port)));
  }
  throw new Error(`No free port between 20000 and 31999 on ${LOOPBACK}.`);
}

/** A server under its guardian's watch: it stops when told to, and whenever this process ends, however it ends. */
export class EmbeddedProcess {
  /**
   * Starts the server and waits until it answers.
   *
   * @param python Runs the guardian.
   * @param ask Tried again and again until it does not throw.
   */
  static async start(python: string, plan: ServerPlan, ask: () => Promise<void>): Promise<EmbeddedProcess> {
    const started = new EmbeddedProcess(python, plan);
    try {
      await started.answers(plan, ask);
    } catch (error) {
      await started.stop();
      throw error;
    }
    started.guardian.unref();
    return started;
  }

  private readonly guardian: ChildProcess;
  private readonly ended: Promise<void>;
  private readonly log: number;
  private readonly logStart: number;
  private exitCode: number | undefined;
  private logClosed = false;

  private constructor(python: string, plan: ServerPlan) {
    this.log = openSync(plan.logFile, 'a+', 0o600);
    this.logStart = fstatSync(this.log).size;
    const { uid, gid } = plan.user ?? {};
    const guarded = {
      home: plan.home.directory,
      keep: plan.home.kept,
      user: plan.user ? [uid, gid] : null,
      prepare: plan.prepare,
      stale: plan.stale,
      serve: plan.serve,
      stop: constants.signals[plan.stopSignal],
      patience: PATIENCE_SECONDS,
    };
    // Detached: Ctrl-C at the terminal is for this process, which may still need its servers to clean up.
    this.guardian = spawn(python, ['-I', '-S', join(__dirname, 'guardian.py'), JSON.stringify(guarded)], {
      detached: true,
      env: { ...plan.environment },
      stdio: ['pipe', this.log, this.log],
    });
    this.guardian.stdin?.on('error', () => undefined); // it ended before it was told to
    this.ended = new Promise((done) => {
      this.guardian.once('error', () => done((this.exitCode = 1)));
      this.guardian.once('exit', (code) => done((this.exitCode = code ?? 1)));
    }).then(() => undefined);
  }

  /** Process id of the guardian; the server is its child. */
  get processId(): number | undefined {
    return this.guardian.pid;
  }

  /** Stops the server and everything that it started; removes its home unless that is kept. Can be repeated. */
  async stop(): Promise<void> {
    if (this.exitCode === undefined) this.guardian.ref();
    this.guardian.stdin?.end();
    await this.ended;
    if (!this.logClosed) closeSync(this.log);
    this.logClosed = true;
  }

  private async answers(plan: ServerPlan, ask: () => Promise<void>): Promise<void> {
    const deadline = Date.now() + START_DEADLINE_MS;
    for (;;) {
      const refusal = await ask().then(() => undefined, String);
      if (this.exitCode !== undefined) throw this.failure(plan, this.exitCode);
      if (refusal === undefined) return;
      if (Date.now() > deadline) {
        throw new Error(`${plan.serve[0]} did not answer within ${START_DEADLINE_MS / 1000} s: ${refusal}`);
      }
      await sleep(15);
    }
  }

  private failure(plan: ServerPlan, exitCode: number): Error {
    if (exitCode === HOME_IN_USE) return new Error(`${plan.home.directory} is in use by another running server.`);
    // The file itself may already be gone with its home; what is open can still be read.
    const end = fstatSync(this.log).size;
    const tail = Buffer.alloc(Math.min(end - this.logStart, 4096));
    readSync(this.log, tail, 0, tail.length, end - tail.length);
    return new Error(`${plan.serve[0]} ended with exit code ${exitCode}: ${tail.toString().trim()}`);
  }
}

/** Tries again where the free port that was found was taken in the moment before the server did. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (tries === 3 || !/address already in use|is already in use\. /i.test(String(error))) throw error;
    }
  }
}
