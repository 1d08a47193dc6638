import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadPlatform } from '../../../lib/config/load';

/** The day on which all tests of the config take place. */
export const TODAY = '2026-11-22';

/** What happens to the text of a file; null removes it. */
export type Edit = Change | null;
type Change = (text: string) => string;

export interface BrokenConfig {
  readonly edits: Readonly<Record<string, Edit>>;
  readonly problems: readonly string[];
}

/** For each case a test that the example with these edits is refused with exactly these problems. */
export function describeBroken(subject: string, cases: Readonly<Record<string, BrokenConfig>>): void {
  describe(`refuses ${subject}:`, () => {
    test.each(Object.entries(cases))('%s', (_, { edits, problems }) => {
      expect(problemsOf(edits)).toEqual(problems);
    });
  });
}

/** The problems of the example config after some edits, as an operator sees them in the project's folder. */
export function problemsOf(edits: Readonly<Record<string, Edit>>): string[] {
  return withConfig(edits, (folder) => {
    try {
      loadPlatform(folder, { today: TODAY });
      return [];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.message.replaceAll(folder, 'config').split('\n');
    }
  });
}

/** Calls `use` with a copy of the example config, after some edits. */
export function withConfig<T>(edits: Readonly<Record<string, Edit>>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-config-'));
  try {
    cpSync('config', folder, { recursive: true });
    for (const [file, edit] of Object.entries(edits)) {
      const path = join(folder, file);
      if (edit === null) rmSync(path, { recursive: true });
      else writeFileSync(path, edit(edit.length === 0 ? '' : readFileSync(path, 'utf8')));
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Replaces a text that occurs; the first time that it does. */
export function replace(from: string, to: string): Change {
  return (text) => {
    if (!text.includes(from)) throw new Error(`The example no longer contains ${JSON.stringify(from)}`);
    return text.replace(from, () => to);
  };
}

/** One edit after another. */
export function both(...edits: Change[]): Change {
  return (text) => edits.reduce((edited, edit) => edit(edited), text);
}

export function append(addition: string): Change {
  return (text) => `${text}${addition}`;
}

/** The whole text of a new file. */
export function write(text: string): Change {
  return () => text;
}

/** Number of the first line of the example's platform.yaml that has a text: what is added above it changes no test. */
export function lineOf(text: string): number {
  const lines = readFileSync('config/platform.yaml', 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(text));
  if (index < 0) throw new Error(`The example no longer contains ${JSON.stringify(text)}`);
  return index + 1;
}

/** Number of the example's last line: what is appended comes after it. */
export const LAST_LINE = readFileSync('config/platform.yaml', 'utf8').trimEnd().split('\n').length;
