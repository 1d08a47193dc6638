import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { z } from 'zod';
import { Assembly, StackTemplate } from '../commitments/assembly';
import type { Promises } from './promise-changes';

/** Where the last release is kept, below the project's folder. */
export const RELEASE = 'release';

const TEMPLATES = 'templates.jsonl.br';
const about = z.strictObject({
  name: z.string(),
  commit: z.string().optional(),
  date: z.string().optional(),
  commitments: z.array(z.string()),
});
const line = z.strictObject({
  path: z.string(),
  stackName: z.string(),
  account: z.string(),
  region: z.string(),
  template: z.record(z.string(), z.unknown()),
});

/** What was released last. */
export interface KeptRelease extends Promises {
  /** What people call it, such as its tag. */
  readonly name: string;
  readonly commit?: string;
  /** ISO date of the commit. */
  readonly date?: string;
  readonly registered: readonly string[];
}

/**
 * Keeps a release: whole templates, a stack a line. Regions are so alike that a window which spans them all makes of
 * 5 MB a tenth of one.
 *
 * @param folder whose content it replaces
 */
export function keepRelease(folder: string, { assembly, registered, ...origin }: KeptRelease): void {
  const text = assembly.stacks
    .map(({ location: { path, stackName, account, region }, text: template }) => {
      const stack: z.input<typeof line> = { path, stackName, account, region, template: JSON.parse(template) as never };
      return `${JSON.stringify(stack)}\n`;
    })
    .join('');
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 9,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text),
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, TEMPLATES), brotliCompressSync(text, { params }));
  writeFileSync(join(folder, 'release.json'), `${JSON.stringify({ ...origin, commitments: registered }, null, 2)}\n`);
}

/** The release that is kept in a folder; undefined where none is. */
export function readRelease(folder: string): KeptRelease | undefined {
  const file = join(folder, TEMPLATES);
  if (!existsSync(file)) return undefined;
  const { commitments, ...origin } = about.parse(JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8')));
  const lines = brotliDecompressSync(readFileSync(file)).toString().trimEnd().split('\n');
  const stacks = lines.map((text) => {
    const { template, ...location } = line.parse(JSON.parse(text));
    return new StackTemplate({ ...location, templatePath: file }, JSON.stringify(template));
  });
  return { ...origin, registered: commitments, assembly: new Assembly(stacks) };
}
