import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '..', '..');
/** Content-addressed, so that synths at the same time can share it and nothing in it grows stale. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'cordon', 'bundles');

const bundles = new Map<string, string>();

/**
 * The code of a function in one file, the AWS SDK included: the runtime's own copy changes under us. Made in this
 * process, since starting a bundler for each function costs more than all of them take.
 *
 * @param entry folder under `lambda/`, whose `handler.ts` exports `handler`
 */
export function bundledCode(entry: string): lambda.Code {
  const known = bundles.get(entry);
  const folder = known && existsSync(known) ? known : store(build(entry));
  bundles.set(entry, folder);
  return lambda.Code.fromAsset(folder);
}

interface BundledFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

function build(entry: string): BundledFile[] {
  const { outputFiles } = buildSync({
    entryPoints: [join(ROOT, 'lambda', entry, 'handler.ts')],
    // Never written: it only makes the paths in the source map the same on every machine.
    outfile: join(ROOT, 'bundle', entry, 'index.js'),
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node24',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'error',
    write: false,
  });
  return outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
}

function store(files: readonly BundledFile[]): string {
  const hash = createHash('sha256');
  for (const { name, contents } of files) hash.update(name).update(contents);
  const folder = join(CACHE, hash.digest('hex'));
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  for (const { name, contents } of files) writeFileSync(join(draft, name), contents);
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another synth was first; the content is the same.
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
