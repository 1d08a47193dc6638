import { execFileSync } from 'node:child_process';
import type { Provenance } from './evidence';
import { sourceFingerprint } from './source-fingerprint';

/**
 * What the evidence is of: the commit, its date, and the fingerprint of the sources.
 *
 * @param root folder of the project
 * @param date ISO date to state. Default: that of the commit
 */
export function originOf(root: string, date?: string): Pick<Provenance, 'commit' | 'date' | 'changed' | 'sources'> {
  const sources = sourceFingerprint(root);
  const [commit, committed] = git(root, 'log', '-1', '--format=%H %cs')?.split(' ') ?? [];
  const changed = (git(root, 'status', '--porcelain') ?? '') !== '';
  return { commit, date: date ?? committed, changed, sources };
}

/** What Git says; undefined outside of a repository. */
function git(root: string, ...args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
