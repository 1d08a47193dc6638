import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { EmbeddedPostgres } from '../../rehearsal/embedded-postgres';
import { firstLine, processTree, runScript, survivors } from './processes';

jest.setTimeout(180_000);

interface Held {
  guardians: number[];
  home: string;
}

/** Kills a process, unless the death of another has already ended it. */
function kill(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('what a program started', () => {
  test('ends, and leaves nothing, when the program is killed', async () => {
    const holder = runScript('holder.ts', 'stays');
    const { guardians, home } = await firstLine<Held>(holder);
    const running = guardians.flatMap(processTree);
    expect(running.length).toBeGreaterThan(6);
    expect(existsSync(home)).toBe(true);

    holder.kill('SIGKILL');

    expect(await survivors(running)).toEqual([]);
    expect(existsSync(home)).toBe(false);
  });

  test('ends when the program ends without stopping it, which it does not hinder', async () => {
    const holder = runScript('holder.ts', 'forgets');
    const { guardians } = await firstLine<Held>(holder);
    const running = guardians.flatMap(processTree);

    expect(((await once(holder, 'exit')) as [number])[0]).toBe(0);

    expect(await survivors(running)).toEqual([]);
  });

  test('ends when its guardian is killed, and the next one removes what that left', async () => {
    const postgres = await EmbeddedPostgres.start();
    const running = processTree(postgres.processId ?? 0);
    process.kill(postgres.processId ?? 0, 'SIGKILL');

    expect(await survivors(running)).toEqual([]);
    expect(existsSync(postgres.home)).toBe(true);

    await (await EmbeddedPostgres.start()).stop();
    expect(existsSync(postgres.home)).toBe(false);
  });
});

onLinux('a kept database server', () => {
  const workspace = mkdtempSync(join(tmpdir(), 'embedded lifetime '));
  beforeAll(() => chmodSync(workspace, 0o755)); // root's server runs as another account
  afterAll(() => rmSync(workspace, { recursive: true }));

  test('opens again after everything was killed, whoever has its process id now', async () => {
    const dataDirectory = join(workspace, 'kept');
    const first = await EmbeddedPostgres.start({ dataDirectory });
    const running = processTree(first.processId ?? 0);
    // The server before its guardian, which would still stop it in order.
    for (const id of [...running.slice(1), ...running.slice(0, 1)]) kill(id);
    expect(await survivors(running)).toEqual([]);
    // PostgreSQL alone would take the process that has the id now, here this one, for the server that was killed.
    const pidFile = join(dataDirectory, 'data', 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    writeFileSync(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'));

    const second = await EmbeddedPostgres.start({ dataDirectory });

    const client = new Client(second.client());
    await client.connect();
    await client.end();
    await second.stop();
  });
});
