import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs a TypeScript program beside this file. */
export function runScript(name: string, ...args: string[]): ChildProcess {
  const program = ['--require', 'ts-node/register', join(__dirname, name), ...args];
  return spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The first line that a program prints, as JSON. */
export async function firstLine<T>(child: ChildProcess): Promise<T> {
  if (!child.stdout) throw new Error('The program has no standard output.');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return JSON.parse(line) as T;
}

/** A process and everything that descends from it (Linux). */
export function processTree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const parent = parentOf(Number(entry));
    if (parent !== undefined) parents.set(Number(entry), parent);
  }
  const tree = parents.has(root) ? [root] : [];
  for (const member of tree) {
    tree.push(...[...parents].filter(([, parent]) => parent === member).map(([child]) => child));
  }
  return tree;
}

/** What still runs of the processes, as `<id> <command>`, after waiting a few seconds for them to end. */
export async function survivors(processes: number[]): Promise<string[]> {
  const running = (): number[] => processes.filter((id) => parentOf(id) !== undefined);
  for (let tries = 0; tries < 50 && running().length > 0; tries += 1) await sleep(100);
  return running().map((id) => `${id} ${commandOf(id)}`);
}

/** The command line of a process; empty where there is none such. */
export function commandOf(processId: number): string {
  return tryRead(`/proc/${processId}/cmdline`).replaceAll('\0', ' ').trim();
}

/** The parent of a process; undefined where there is none such, or only what is left of it for its parent to ask. */
function parentOf(processId: number): number | undefined {
  const [state, parent] = tryRead(`/proc/${processId}/stat`).split(') ').pop()?.split(' ') ?? [];
  return state && state !== 'Z' ? Number(parent) : undefined;
}

/** Addresses and ports that any of the processes listens on, such as '127.0.0.1:5432' (Linux). */
export function listeningAddresses(processes: number[]): string[] {
  const sockets = new Set(processes.flatMap((id) => openFiles(id)));
  return ['tcp', 'tcp6'].flatMap((table) =>
    tryRead(`/proc/net/${table}`)
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === '0A' && sockets.has(`socket:[${fields[9]}]`))
      .map((fields) => addressOf(fields[1] ?? '')),
  );
}

/** The kernel writes an IPv4 address as one little-endian number. */
function addressOf(field: string): string {
  const [address = '', port = ''] = field.split(':');
  const bytes = address.length === 8 ? Buffer.from(address, 'hex').reverse().join('.') : address;
  return `${bytes}:${parseInt(port, 16)}`;
}

function openFiles(processId: number): string[] {
  const directory = `/proc/${processId}/fd`;
  try {
    return readdirSync(directory).map((name) => readlinkSync(join(directory, name)));
  } catch {
    return [];
  }
}

function tryRead(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
