import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstLine, runScript } from './processes';

jest.setTimeout(30_000);

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'build once '));
});
afterEach(() => rmSync(workspace, { recursive: true }));

describe('a directory that many processes want', () => {
  test('is built by one while the others wait for it', async () => {
    const directory = join(workspace, 'cache', 'tools');
    const notes = join(workspace, 'notes');
    const first = runScript('builder.ts', directory, '1500', notes);
    await firstLine(first);
    const others = [1, 2].map(() => runScript('builder.ts', directory, '0', notes));

    const ends = await Promise.all([first, ...others].map((child) => once(child, 'exit')));

    expect(ends.map(([code]) => code as number)).toEqual([0, 0, 0]);
    expect(readFileSync(notes, 'utf8')).toBe(`${first.pid}\n`);
    expect(readdirSync(directory).sort()).toEqual(['first', 'second']);
  });

  test('is begun again after its builder was killed, and nothing of the first attempt stays', async () => {
    const directory = join(workspace, 'cache', 'tools');
    const killed = runScript('builder.ts', directory, '60000', join(workspace, 'notes'));
    await firstLine(killed);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(readdirSync(join(workspace, 'cache'))).toEqual([expect.stringMatching(/^tools\.building-/)]);

    const [code] = (await once(runScript('builder.ts', directory, '0', join(workspace, 'notes')), 'exit')) as [number];

    expect(code).toBe(0);
    expect(readdirSync(join(workspace, 'cache'))).toEqual(['tools']);
    expect(readdirSync(directory).sort()).toEqual(['first', 'second']);
  });
});
