import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What decides what a test or a rehearsal means. */
const SOURCES = ['bin', 'config', 'lambda', 'lib', 'package-lock.json', 'rehearsal', 'test', 'worker'];

/** Results, not sources. */
const NOT_SOURCES = new Set(['rehearsal/report.json']);

/**
 * SHA-256 over names and contents of the sources: two runs mean the same if theirs are equal.
 *
 * @param root folder of the project
 */
export function sourceFingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((name) => filesIn(root, name))) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Paths below the root, in the order of their names, without what tools leave behind. */
function filesIn(root: string, path: string): string[] {
  const full = join(root, path);
  if (!existsSync(full) || NOT_SOURCES.has(path)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .filter((name) => !name.startsWith('.') && name !== '__pycache__' && name !== 'node_modules')
    .sort()
    .flatMap((name) => filesIn(root, `${path}/${name}`));
}
