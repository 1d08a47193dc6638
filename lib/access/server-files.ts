import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the folder `server` or `log-server`, and where a server gets it. */
export interface ServerFile {
  /** Path below this folder, such as `server/sshd.conf`. */
  readonly source: string;
  readonly path: string;
  /** @default '0644' */
  readonly mode?: '0600' | '0644' | '0755';
}

/** What stands for `@NAME@` in files; may be known only when a stack is deployed. */
export type Values = Readonly<Record<string, string>>;

/** The text of a file with its values. Throws at a value that is not given. */
export function contentOf(source: string, values: Values = {}): string {
  return readFileSync(join(__dirname, source), 'utf8').replaceAll(/@([A-Z_]+)@/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${source} needs a value for @${name}@, and none is given`);
    return value;
  });
}

/** Shell commands that write files as they stand in this folder. */
export function writeFiles(files: readonly ServerFile[], values: Values): string[] {
  return files.map(({ source, path, mode = '0644' }) => {
    const content = contentOf(source, values).trimEnd();
    return `install -D -m ${mode} /dev/stdin ${path} <<'CORDON'\n${content}\nCORDON`;
  });
}
