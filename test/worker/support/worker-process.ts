import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Job } from '../../../worker/job';
import type { SiteOutcome } from '../../../lambda/shared/outcome';
import { oncePerRun } from '../../support/once-per-run';
import { temporaryDirectory } from './operating';
import { HOME, type World } from './world';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly outcomes: readonly SiteOutcome[];
  readonly log: string;
}

/** Starts the worker as the program that it is. */
export class WorkerProgram {
  /** Bundles the program, as its image does, so that it starts quickly. */
  public static build(): WorkerProgram {
    return new WorkerProgram(oncePerRun('worker-program', bundle));
  }

  private constructor(private readonly directory: string) {}

  public start(
    world: World,
    job: Job | string,
    args: readonly string[],
    options: { readonly bin?: string; readonly killAt?: readonly [step: string, times: number] } = {},
  ): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
    const file = join(temporaryDirectory(), 'job.json');
    writeFileSync(file, typeof job === 'string' ? job : JSON.stringify(job));
    const { killAt } = options;
    const program = killAt ? ['killed.js', killAt[0], String(killAt[1])] : ['main.js'];
    const server = world.server(typeof job === 'string' ? HOME : job.server.region);
    const [script = '', ...first] = program;
    const child = spawn(process.execPath, [join(this.directory, script), ...first, ...args, '--job', file], {
      env: {
        ...world.aws.environment(),
        PATH: process.env.PATH,
        PGSSLROOTCERT: server.authorityFile,
        POSTGRES_BIN: options.bin ?? server.bin,
        LEASE_SECONDS: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [output, log] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (log += data.toString()));
    const ended = new Promise<Ended>((resolve) => {
      child.once('close', (code, signal) => {
        const lines = output.split('\n').filter((line) => line !== '');
        resolve({ code, signal, outcomes: lines.map((line) => JSON.parse(line) as SiteOutcome), log });
      });
    });
    return { child, ended };
  }

  public run(...parameters: Parameters<WorkerProgram['start']>): Promise<Ended> {
    return this.start(...parameters).ended;
  }
}

function bundle(outdir: string): void {
  buildSync({
    entryPoints: {
      main: join(__dirname, '../../../worker/main.ts'),
      killed: join(__dirname, 'worker-killed-at.ts'),
    },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['pg-native'],
    logLevel: 'error',
  });
}
