import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Folder, run } from './programs';

const SYSTEM = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** What systemctl says of the units of sshd. */
export const UNITS = 'if [ "$1" = list-unit-files ]; then echo "ssh.service enabled"; fi';

/** A machine whose root is a folder, and whose programs that change it do nothing but say what they were asked. */
export class Machine {
  public readonly folder = new Folder();

  /** @param lacks a program that the system may have, and this machine has not */
  constructor(
    programs: Readonly<Record<string, string>> = {},
    private readonly lacks?: string,
  ) {
    mkdirSync(this.folder.at('bin'));
    mkdirSync(this.folder.at('system'));
    if (lacks !== undefined) this.linkOthers(lacks);
    writeFileSync(this.folder.at('calls'), '');
    for (const [name, does] of Object.entries({ systemctl: UNITS, ...programs })) this.program(name, does);
  }

  public program(name: string, does: string): void {
    const path = this.folder.at(`bin/${name}`);
    writeFileSync(path, `#!/bin/bash\necho "${name} $*" >> ${this.folder.at('calls')}\n${does}\n`);
    chmodSync(path, 0o755);
  }

  /** Runs commands as they are, but for the root of their files. */
  public run(commands: readonly string[]) {
    const rooted = commands.join('\n').replaceAll(/(?<=\s)\/(etc|usr|var|opt)\//g, `${this.folder.path}/$1/`);
    return this.bash(['-c', `set -e\n${rooted}`]);
  }

  public bash(args: readonly string[], environment: Record<string, string> = {}) {
    const system = this.lacks === undefined ? SYSTEM : [this.folder.at('system')];
    const path = [this.folder.at('bin'), ...system].join(':');
    return run('bash', ['--norc', ...args], { PATH: path, ...environment });
  }

  public calls(): string[] {
    return readFileSync(this.folder.at('calls'), 'utf8').split('\n').filter(Boolean);
  }

  public file(path: string) {
    const at = this.folder.at(path);
    return { text: readFileSync(at, 'utf8'), mode: (statSync(at).mode & 0o777).toString(8) };
  }

  private linkOthers(lacked: string): void {
    const names = new Map(SYSTEM.flatMap((folder) => readdirSync(folder).map((name) => [name, join(folder, name)])));
    names.delete(lacked);
    for (const [name, path] of names) symlinkSync(path, join(this.folder.at('system'), name));
  }
}
