import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemsOf } from '../../../../lambda/shared/records/validate-records';

const ACCESS = {
  type: 'access',
  time: '2026-03-07T21:15:00.123+11:00',
  site: 'acme',
  user: 'acme.0123456789abcdef01234567',
  url: '/work-orders/4711',
  operation: 'edit',
  sourceIp: '2001:db8::1',
  outcome: 'allowed',
};
const CHANGE = {
  type: 'change',
  time: '2026-03-07T10:15:00Z',
  site: 'acme',
  user: 'acme.0123456789abcdef01234567',
  entity: 'work-order/4711',
  change: 'edit',
  fields: ['status'],
};

const problems = (...records: readonly unknown[]) =>
  problemsOf(records.map((record) => JSON.stringify(record)).join('\n'));

test('a record of an access says when, who, what on, what was done and where from (LG-01)', () => {
  expect(problems(ACCESS, { ...ACCESS, url: undefined, entity: 'work-order/4711' }, CHANGE)).toEqual([]);
});

test.each(['time', 'site', 'user', 'operation', 'sourceIp', 'outcome'])('without %s it is none (LG-01)', (member) => {
  const found = problems({ ...ACCESS, [member]: undefined });
  expect(found).toHaveLength(1);
  expect(found[0]?.problem).toMatch(new RegExp(`^${member}: `));
});

test.each([
  ['neither a url nor an entity', { url: undefined }, 'entity: must have a url or an entity'],
  ['a time without its offset', { time: '2026-03-07T10:15:00' }, 'time: Invalid ISO datetime'],
  ['a url with its query, where a token might stand', { url: '/x?token=1' }, 'url: '],
  ['a host name for an address', { sourceIp: 'localhost' }, 'sourceIp: '],
  ['an operation that nobody knows', { operation: 'peek' }, 'operation: '],
  ['more than it should say', { password: 'x' }, 'the whole: Unrecognized key: "password"'],
])('%s is found', (_, changes, problem) => {
  expect(problems({ ...ACCESS, ...changes }).map((found) => found.problem)).toContainEqual(
    expect.stringContaining(problem),
  );
});

test.each(['time', 'user', 'entity', 'change'])('a change says its %s (LG-07)', (member) => {
  expect(problems({ ...CHANGE, [member]: undefined })[0]?.problem).toMatch(new RegExp(`^${member}: `));
});

test('a secret among what is logged is found, and not repeated (LG-03)', () => {
  const leaked = { ...CHANGE, entity: 'token=abcdef123456' };
  const found = problems(leaked);
  expect(found).toEqual([{ line: 1, problem: 'holds what looks like a secret' }]);
  expect(JSON.stringify(found)).not.toContain('abcdef');
});

test('every problem is found, with its line', () => {
  expect(problemsOf(`${JSON.stringify(ACCESS)}\n\nnot JSON\n{"type":"other"}\n`)).toEqual([
    { line: 3, problem: 'is no JSON object; write each record as JSON on a line of its own' },
    { line: 4, problem: "type: must be 'access' or 'change'" },
  ]);
  expect(problemsOf('null')).toEqual([{ line: 1, problem: "type: must be 'access' or 'change'" }]);
});

describe('at the command line', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cordon-records-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const program = ['--require', 'ts-node/register/transpile-only', 'bin/records.ts'];

  test('good records pass, bad ones fail with file and line', () => {
    const [good, bad] = [join(folder, 'good.jsonl'), join(folder, 'bad.jsonl')];
    writeFileSync(good, `${JSON.stringify(ACCESS)}\n${JSON.stringify(CHANGE)}\n`);
    writeFileSync(bad, JSON.stringify({ ...CHANGE, user: '' }));
    expect(execFileSync('node', [...program, good], { encoding: 'utf8' })).toBe(`${good}: 2 records, no problems\n`);
    const failed = spawnSync('node', [...program, good, bad], { encoding: 'utf8' });
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain(`${bad}:1 user: `);
  });

  test('without a file it says how it is used', () => {
    const { status, stderr } = spawnSync('node', program, { encoding: 'utf8' });
    expect([status, stderr.startsWith('Usage: ')]).toEqual([2, true]);
  });
});
