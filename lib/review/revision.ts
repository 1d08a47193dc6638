import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Assembly } from '../commitments/assembly';
import type { Promises } from './promise-changes';

/** A side of a review, and what a reader should know of how it was made. */
export interface Side extends Promises {
  /** What it is called. */
  readonly name: string;
  readonly notes: readonly string[];
}

/** Prints the ids of the register that the project in this folder has. */
const REGISTER = "console.log(JSON.stringify(require('./lib/commitments/register').register.map(({ id }) => id)))";

/**
 * Templates and register of the project in a folder as its own `cdk.json` synthesizes it, without checks.
 *
 * @param stop ends what is still running
 */
export async function synthesizeProject(project: string, env: NodeJS.ProcessEnv, stop: AbortSignal): Promise<Promises> {
  const outdir = mkdtempSync(join(tmpdir(), 'cordon-review-'));
  try {
    const { app } = JSON.parse(readFileSync(join(project, 'cdk.json'), 'utf8')) as { readonly app: string };
    const options = { project, env: { ...env, CDK_OUTDIR: outdir, CDK_VALIDATION: 'false' }, stop };
    await run('sh', ['-c', app], options);
    const ids = await run(process.execPath, ['--require', 'ts-node/register', '-e', REGISTER], options).catch(
      () => undefined,
    );
    stop.throwIfAborted();
    return {
      assembly: Assembly.read(outdir),
      registered: ids === undefined ? undefined : (JSON.parse(ids) as readonly string[]),
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/**
 * The same of a revision of the project, in a work tree that is gone afterwards. It uses the packages that are installed
 * here, so that nothing is downloaded.
 *
 * @param revision as Git names it, such as a tag
 */
export async function synthesizeRevision(
  root: string,
  revision: string,
  env: NodeJS.ProcessEnv,
  stop: AbortSignal,
): Promise<Side> {
  const commit = git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  if (commit === undefined) throw new Error(`--base '${revision}' is no revision of this repository`);
  // Beside node_modules, since links to its files reach no other disk.
  mkdirSync(join(root, '.cache'), { recursive: true });
  const parent = mkdtempSync(join(root, '.cache', 'revision-'));
  const tree = join(parent, 'tree');
  try {
    if (git(root, 'worktree', 'add', '--detach', '--quiet', tree, commit) === undefined) {
      throw new Error(`Git can't make a work tree of ${revision} in ${parent}`);
    }
    const samePackages = isSameFile('package-lock.json', root, tree);
    linkPackages(join(root, 'node_modules'), join(tree, 'node_modules'), samePackages);
    const promises = await synthesizeProject(tree, env, stop);
    return { ...promises, name: revision, notes: notesOf(samePackages, promises) };
  } finally {
    git(root, 'worktree', 'remove', '--force', tree);
    rmSync(parent, { recursive: true, force: true });
  }
}

/**
 * Packages as hard links: a bundler names the real path of each file that it takes, so that a link to the folder would
 * change every bundle. What is cached there may be shared between the same packages alone.
 */
function linkPackages(from: string, to: string, withCache: boolean): void {
  mkdirSync(to);
  if (withCache && existsSync(join(from, '.cache'))) symlinkSync(join(from, '.cache'), join(to, '.cache'));
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.name === '.cache') continue;
    if (entry.isDirectory()) linkPackages(source, target, false);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkSync(source, target);
  }
}

function isSameFile(name: string, ...[one, other]: readonly [string, string]): boolean {
  return readFileSync(join(one, name)).equals(readFileSync(join(other, name)));
}

function notesOf(samePackages: boolean, { registered }: Promises): string[] {
  return [
    ...(samePackages
      ? []
      : [
          'Its packages are others; it was synthesized with those of today, and what they change shows against the kept release only',
        ]),
    ...(registered
      ? []
      : ['It has no register that can be read; commitments that only the register names are not compared']),
  ];
}

function git(root: string, ...args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

interface RunOptions {
  readonly project: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stop: AbortSignal;
}

/** What a program prints; an error with what it complained about if it fails. */
function run(command: string, args: readonly string[], { project, env, stop }: RunOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    stop.throwIfAborted();
    // A group of its own, so that the shell's children end with it.
    const child = spawn(command, args, { cwd: project, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const end = () => endGroup(child.pid);
    let [said, complained] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text));
    stop.addEventListener('abort', end, { once: true });
    child.on('error', reject).on('close', (status, signal) => {
      stop.removeEventListener('abort', end);
      if (status === 0) resolve(said);
      else reject(new Error(`${project} does not synthesize (${signal ?? status}):\n${complained || said}`));
    });
  });
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // It has ended by itself.
  }
}
