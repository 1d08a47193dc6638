import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Of what git prints; a repository with a hundred thousand branches fits. */
const LONGEST_OUTPUT = 64 * 1024 * 1024;

/** A bundle that has been read back. */
export interface Bundle {
  /** File with all branches and tags, and their whole history. */
  readonly file: string;
  /** Commit of each branch and tag, by its full name. */
  readonly refs: ReadonlyMap<string, string>;
}

/**
 * Bundles all branches and tags of a repository, and proves it: a new repository is made of the bundle alone, whose
 * objects are all there and intact, and whose branches and tags are those of the original (BK-25).
 *
 * @param remote address or folder of the repository
 * @param folder an empty one, for the bundle and what is needed to make and prove it
 */
export async function bundleRepository(remote: string, folder: string): Promise<Bundle> {
  const [mirror, proof, file] = ['mirror', 'proof', 'all.bundle'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  // Only what people made: no pull requests of the host, which it adds as refs of its own.
  await git('init', '--quiet', '--bare', mirror);
  await git('-C', mirror, 'fetch', '--quiet', remote, '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*');
  const refs = await refsOf(mirror);
  if (refs.size === 0) throw new Error(`${remote} has no branch: there is nothing to back up`);
  await git('-C', mirror, 'bundle', 'create', '--quiet', file, '--branches', '--tags');
  await git('-C', mirror, 'bundle', 'verify', '--quiet', file);
  await prove(file, proof, refs);
  return { file, refs };
}

async function prove(file: string, proof: string, expected: ReadonlyMap<string, string>): Promise<void> {
  await git('clone', '--quiet', '--mirror', file, proof);
  await git('-C', proof, 'fsck', '--full', '--strict', '--no-dangling');
  const found = await refsOf(proof);
  const differing = [...new Set([...expected.keys(), ...found.keys()])].filter(
    (name) => expected.get(name) !== found.get(name),
  );
  if (differing.length > 0)
    throw new Error(`the bundle does not give back what was put into it: ${differing.join(', ')}`);
}

async function refsOf(repository: string): Promise<Map<string, string>> {
  const text = await git('-C', repository, 'for-each-ref', '--format=%(refname) %(objectname)');
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => line.split(' ') as [string, string]));
}

async function git(...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { maxBuffer: LONGEST_OUTPUT });
  return stdout;
}
