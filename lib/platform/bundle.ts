import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '..', '..');
/** Named by what the bundles are made from, so that nothing in it grows stale, and synths at the same time share it. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'cordon', 'bundles');

/**
 * The code of a function in one file, the AWS SDK included: the runtime's own copy changes under us. Made in this
 * process, since starting a bundler for each function costs more than all of them take, and only when its sources or
 * the packages have changed.
 *
 * @param entry folder under `lambda/`, whose `handler.ts` exports `handler`; texts (`*.txt`) in it go along
 */
export function bundledCode(entry: string): lambda.AssetCode {
  return lambda.Code.fromAsset(bundledProgram(functionIn(entry)));
}

/** Bundles what functions are not yet, all together: for a whole platform that takes half as long as one by one. */
export function bundleAllFunctions(): void {
  const entries = readdirSync(join(ROOT, 'lambda')).filter((entry) => existsSync(join(ROOT, sourceOf(entry))));
  const missing = entries.map(functionIn).filter((props) => !existsSync(folderOf(props)));
  if (missing.length > 0) bundle(missing);
}

function functionIn(entry: string): BundledProgramProps {
  const source = sourceOf(entry);
  return { source, name: 'index.js', files: textsBeside(source) };
}

function sourceOf(entry: string): string {
  return join('lambda', entry, 'handler.ts');
}

/** Texts that a function reads when it starts, such as templates: files `*.txt` beside its handler. */
function textsBeside(source: string): Readonly<Record<string, string>> {
  const folder = join(ROOT, dirname(source));
  const texts = readdirSync(folder).filter((file) => file.endsWith('.txt'));
  return Object.fromEntries(texts.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

export interface BundledProgramProps {
  /** File that it begins with, below the project's root. */
  readonly source: string;
  /** File that it becomes. */
  readonly name: string;
  /** What else belongs into its folder, by file name. @default - nothing */
  readonly files?: Readonly<Record<string, string>>;
}

/** @returns the folder that has the program as one file. */
export function bundledProgram(props: BundledProgramProps): string {
  const folder = folderOf(props);
  if (!existsSync(folder)) bundle([props]);
  return folder;
}

/** Where a bundle is, or will be: worked out once in this process, since every region has the same functions. */
function folderOf(props: BundledProgramProps): string {
  const key = JSON.stringify(props);
  const folder = folders.get(key) ?? join(CACHE, fingerprint(props));
  folders.set(key, folder);
  return folder;
}

const folders = new Map<string, string>();

interface BundledFile {
  readonly name: string;
  readonly contents: Uint8Array | string;
}

/** Of everything that a bundle can depend on: its sources, what programs share, this file, and the locked packages. */
function fingerprint({ source, ...rest }: BundledProgramProps): string {
  const hash = createHash('sha256').update(JSON.stringify([source, rest]));
  for (const file of [__filename, join(ROOT, 'package-lock.json')]) hash.update(readFileSync(file));
  // Some functions work on what the worker stores, with the worker's own code.
  for (const folder of [dirname(source), join('lambda', 'shared'), 'worker']) {
    for (const file of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      if (file.isFile()) hash.update(file.name).update(readFileSync(join(file.parentPath, file.name)));
    }
  }
  return hash.digest('hex');
}

function bundle(programs: readonly BundledProgramProps[]): void {
  const entry = ({ source, name }: BundledProgramProps) => join(dirname(source), basename(name, '.js'));
  const { outputFiles } = buildSync({
    entryPoints: Object.fromEntries(programs.map((program) => [entry(program), join(ROOT, program.source)])),
    // Never written: it only makes the paths in the source map the same on every machine.
    outdir: join(ROOT, 'bundle'),
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node24',
    external: ['pg-native'],
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'error',
    write: false,
  });
  for (const program of programs) {
    const output = `${join(ROOT, 'bundle', entry(program))}.js`;
    const made = outputFiles.filter(({ path }) => path === output || path === `${output}.map`);
    const others = Object.entries(program.files ?? {}).map(([name, contents]) => ({ name, contents }));
    store([...made.map(({ path, contents }) => ({ name: basename(path), contents })), ...others], folderOf(program));
  }
}

function store(files: readonly BundledFile[], folder: string): void {
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  for (const { name, contents } of files) writeFileSync(join(draft, name), contents);
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another synth was first, and made the same.
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
