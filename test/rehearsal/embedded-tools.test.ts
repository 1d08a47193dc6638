import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedTools } from '../../rehearsal/embedded-tools';
import { postgresOnPath } from '../../rehearsal/find-programs';

jest.setTimeout(180_000);

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'embedded tools '));
});
afterEach(() => rmSync(workspace, { recursive: true }));

/** A directory of small shell programs. */
function programs(scripts: Record<string, string>): string {
  const directory = mkdtempSync(join(workspace, 'bin-'));
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(directory, name), 0o755);
  }
  return directory;
}

describe('the tools of the embedded parts', () => {
  test('are a Python with the emulator and all programs of PostgreSQL 18', async () => {
    const tools = await embeddedTools();

    execFileSync(tools.python, ['-I', '-c', 'import ministack, cryptography']);
    for (const name of ['postgres', 'initdb', 'pg_dump', 'pg_restore', 'psql']) {
      const version = execFileSync(join(tools.postgresBin, name), ['--version'], { encoding: 'utf8' });
      expect(version).toMatch(/\(PostgreSQL\) 18\./);
    }
  });

  test('are found again without installing anything', async () => {
    const installed = await embeddedTools();
    const begun = performance.now();

    // Written differently, so that the answer of this process's first call is not what is found.
    expect(await embeddedTools({ cache: `${join(__dirname, '..', '..')}/.cache/` })).toEqual(installed);
    expect(performance.now() - begun).toBeLessThan(3000);
  });

  test.each([
    ['there is no Python', {}, 'there is none on the PATH'],
    ['Python is too old', { python3: 'echo False 3.9.18 /usr/bin/python3' }, 'python3 is 3.9.18'],
    ['a shim leads nowhere', { python3: 'echo command not found >&2; exit 127' }, 'there is none on the PATH'],
    [
      'Python lacks venv',
      { python3: '[ "$2" = -c ] && echo True 3.12.1 "$0" || { echo ensurepip is not available; exit 1; }' },
      'cannot make a virtual environment (ensurepip is not available)',
    ],
  ])('say in one sentence what to install where %s', async (_, scripts, found) => {
    const searchPath = programs(scripts);

    const attempt = embeddedTools({ cache: join(workspace, 'cache'), searchPath });

    await expect(attempt).rejects.toThrow(
      /^The embedded AWS and PostgreSQL need Python 3\.10 or newer with venv and pip: /,
    );
    await expect(attempt).rejects.toThrow(/apt-get install python3 python3-venv/);
    await expect(attempt).rejects.toThrow(found);
    await expect(attempt).rejects.toThrow(/^[^\n]+\.$/);
  });

  test('are pinned and hashed, every one', () => {
    const requirements = readFileSync(join(__dirname, '..', '..', 'rehearsal', 'requirements.txt'), 'utf8');
    const entries = requirements
      .replace(/^#.*\n/gm, '')
      .replaceAll('\\\n', '')
      .trim()
      .split('\n');

    expect(entries.length).toBeGreaterThan(10);
    for (const entry of entries) expect(entry).toMatch(/^[a-z0-9-]+==[\w.]+ .*--hash=sha256:[0-9a-f]{64}/);
    expect(requirements).not.toMatch(/https?:|--(extra-)?index-url/);
  });
});

describe('a PostgreSQL on the PATH', () => {
  test('is used where it is complete and of the right major version', async () => {
    const { postgresBin } = await embeddedTools();
    const directory = join(workspace, 'bin');
    mkdirSync(directory);
    symlinkSync(join(postgresBin, 'postgres'), join(directory, 'postgres'));

    expect(await postgresOnPath(directory)).toBe(postgresBin);
  });

  test.each([
    [
      'of another major version',
      { postgres: 'echo "postgres (PostgreSQL) 15.18"', initdb: '', pg_dump: '', pg_restore: '', psql: '' },
    ],
    ['without client tools', { postgres: 'echo "postgres (PostgreSQL) 18.6"', initdb: '' }],
  ])('is passed over where it is one %s', async (_, scripts) => {
    expect(await postgresOnPath(programs(scripts))).toBeUndefined();
  });
});
