import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseOptions, USAGE } from '../../rehearsal/options';
import { commandOf, processTree, survivors } from './processes';

jest.setTimeout(180_000);

const ROOT = join(__dirname, '..', '..');
const PROGRAM = join(ROOT, 'bin', 'rehearse.ts');

describe('the rehearsal’s program', () => {
  test.each([
    ['interrupted while it checks the platform', 'SIGINT', /^\S Deploy/, 'bin/synth.ts'],
    ['killed while it checks the platform', 'SIGKILL', /^\S Deploy/, 'bin/synth.ts'],
    ['killed while it deploys', 'SIGKILL', /^\S Deploy/, 'bin/cdk'],
  ] as const)('leaves nothing behind when it is %s', async (_, signal, step, program) => {
    const temporary = mkdtempSync(join(tmpdir(), 'with a space-'));
    chmodSync(temporary, 0o755); // PostgreSQL runs as another user where this is root
    const child = start(temporary, '--nights', '1', '--scale', '0.02');
    await said(child, step);
    const running = await treeWith(program, child.pid ?? 0);
    expect(running.length).toBeGreaterThan(10);

    child.kill(signal);
    await once(child, 'exit');

    expect(await survivors(running)).toEqual([]);
    // But for what Node's own compilation caches keep for the next run.
    expect(readdirSync(temporary).filter((name) => !/compile-cache/.test(name))).toEqual([]);
    rmSync(temporary, { recursive: true });
  });

  test('leaves everything running when it is to be kept, until it is interrupted', async () => {
    const reports = ['rehearsal/report.json', 'evidence/rehearsal.html'].map((name) => join(ROOT, name));
    const kept = reports.map((file) => (existsSync(file) ? readFileSync(file) : undefined));
    const temporary = mkdtempSync(join(tmpdir(), 'kept-'));
    chmodSync(temporary, 0o755);
    const child = start(temporary, '--nights', '1', '--sites', '2', '--scale', '0.02', '--keep');
    child.stdout?.resume();
    const [, endpoint, port] = await said(
      child,
      /Running until Ctrl-C: AWS at (\S+) .*PostgreSQL on ports \d+ and (\d+)/,
      'stderr',
    );
    // Longer than connections are kept of which nothing is asked.
    await sleep(6000);
    expect(child.exitCode).toBeNull();
    expect((await fetch(`${endpoint}/_ministack/ready`)).ok).toBe(true);
    const server = connect(Number(port), '127.0.0.1');
    await once(server, 'connect');
    server.destroy();
    const running = processTree(child.pid ?? 0);

    child.kill('SIGINT');

    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await survivors(running)).toEqual([]);
    rmSync(temporary, { recursive: true });
    // So small a rehearsal must not take the place of a real one.
    for (const [index, file] of reports.entries()) {
      const before = kept[index];
      if (before) writeFileSync(file, before);
      else rmSync(file, { force: true });
    }
  });

  test('says what is wrong with its options, all of it, and how they are used', () => {
    expect(() => parseOptions(['--nights', '0', '--scale', 'x'])).toThrow(/--nights: .*\n--scale: /);
    expect(() => parseOptions(['--backup', 'monthly'])).toThrow('--backup needs --site');
    expect(() => parseOptions(['--night', '3'])).toThrow(USAGE);
  });
});

function start(temporary: string, ...args: string[]): ChildProcess {
  // Of a config folder that is named, what has been checked before does not count.
  const env = { ...process.env, TMPDIR: temporary, NODE_ENV: undefined, CORDON_CONFIG: join(ROOT, 'config') };
  return spawn(process.execPath, ['--require', 'ts-node/register', PROGRAM, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The processes of the rehearsal, as soon as a program is among them. */
async function treeWith(program: string, root: number): Promise<number[]> {
  for (let patience = 1000; patience > 0; patience--) {
    const tree = processTree(root);
    if (tree.some((id) => commandOf(id).includes(program))) return tree;
    await sleep(50);
  }
  throw new Error(`The rehearsal did not start ${program}`);
}

async function said(
  child: ChildProcess,
  what: RegExp,
  where: 'stdout' | 'stderr' = 'stdout',
): Promise<RegExpExecArray> {
  const stream = child[where];
  if (!stream) throw new Error(`The program has no ${where}`);
  for await (const line of createInterface(stream)) {
    const match = what.exec(line);
    if (match) return match;
  }
  throw new Error(`The program ended without saying ${what.source}`);
}
