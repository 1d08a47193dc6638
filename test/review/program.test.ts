import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Assembly } from '../../lib/commitments/assembly';
import { keepRelease, RELEASE } from '../../lib/review/kept-release';
import type { Review } from '../../lib/review/review';
import { stack } from '../commitments/template';
import type { Answer } from './tiny-project';
import { TinyProject } from './tiny-project';

jest.setTimeout(300_000);

const TABLE = { Table: { Type: 'AWS::DynamoDB::Table' } };

let project: TinyProject;
beforeAll(() => {
  project = new TinyProject();
  project.has(TABLE, ['BK-01', 'NW-01']);
  project.release('v1');
});
beforeEach(() => {
  project.has(TABLE, ['BK-01', 'NW-01']);
  project.write('config/approvals.yaml', '');
});
afterAll(() => {
  for (const folder of [project.folder, project.temporary]) rmSync(folder, { recursive: true, force: true });
});

function reviewed(...args: readonly string[]): Promise<Answer> {
  return project.start(...args).answer;
}

function leftBehind(): string[] {
  return [
    ...readdirSync(join(project.folder, '.cache')),
    ...readdirSync(project.temporary).filter((name) => name.startsWith('cordon-')),
    ...project.git('worktree', 'list').trim().split('\n').slice(1),
  ];
}

function approval(expires: string): string {
  return `resources:
  - kind: deletion
    stacks: [production-eu-central-1/data]
    resource: Table
    reason: The table holds jobs of one night only and is empty by day.
    approvedBy: Rosa Vidal, platform lead
    expires: '${expires}'
`;
}

test('a review passes where nothing that holds data is lost, compares with the revision, and leaves nothing behind', async () => {
  project.has({ ...TABLE, Topic: { Type: 'AWS::SNS::Topic' } }, ['BK-01', 'NW-01']);
  const { status, stdout, stderr } = await reviewed('--base', 'v1');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Compared with v1: 1 added');
  expect(leftBehind()).toEqual([]);
});

test('a review fails where what holds data is deleted, until an approval in force says that it may be', async () => {
  project.has({}, ['BK-01', 'NW-01']);
  const refused = await reviewed('--base', 'v1', '--date', '2026-11-26');
  expect(refused.status).toBe(1);
  expect(refused.stdout).toContain('✗ production-eu-central-1/data Table (AWS::DynamoDB::Table) would be deleted');

  project.write('config/approvals.yaml', approval('2026-12-31'));
  const approved = await reviewed('--base', 'v1', '--date', '2026-11-26');
  expect(approved.status).toBe(0);
  expect(approved.stdout).toContain('Rosa Vidal');

  const expired = await reviewed('--base', 'v1', '--date', '2026-12-31');
  expect(expired.status).toBe(1);
  expect(expired.stdout).toContain('expired: deletion of Table');
});

test('a review fails where the register loses a commitment, and says so to machines as well', async () => {
  project.has(TABLE, ['BK-01']);
  const { status, stdout } = await reviewed('--base', 'v1', '--json');
  expect(status).toBe(1);
  const { commitments, decisions } = JSON.parse(stdout) as Review;
  expect(commitments.changes).toMatchObject([{ commitment: 'NW-01', kind: 'lost' }]);
  expect(decisions.refusals).toHaveLength(1);
});

test('a review says what is wrong with the approvals, with file, line and column, all at once', async () => {
  project.write('config/approvals.yaml', `${approval('soon').replace('deletion', 'removal')}  - resource: a b\n`);
  const { status, stderr } = await reviewed('--base', 'v1');
  expect(status).toBe(2);
  expect(stderr).toContain(
    "config/approvals.yaml:2:11 resources[0].kind: 'removal' is not allowed; deletion, replacement are",
  );
  expect(stderr).toContain("config/approvals.yaml:7:14 resources[0].expires: 'soon' must be a date");
  expect(stderr).toContain('config/approvals.yaml:8:15 resources[1].resource: ');
  expect(stderr).toMatch(/config\/approvals\.yaml:8:5 resources\[1\]\.reason: is missing/);
});

test('a review of a revision that is not there, or of none, is a mistake of whoever asks', async () => {
  const unknown = await reviewed('--base', 'v9');
  expect(unknown.status).toBe(2);
  expect(unknown.stderr).toContain("--base 'v9' is no revision of this repository");
  const option = await reviewed('--base', '--upload-pack=touch');
  expect(option.status).toBe(2);
});

test('a review without a base compares with the release that is kept, and says where none is', async () => {
  const none = await reviewed();
  expect(none.status).toBe(2);
  expect(none.stderr).toContain('No release is kept in release/; name a revision with --base');

  const assembly = new Assembly([
    stack(TABLE, { path: 'production-eu-central-1/data', stackName: 'data', region: 'eu-central-1' }),
  ]);
  keepRelease(join(project.folder, RELEASE), { name: 'v1', registered: ['BK-01', 'NW-01'], assembly });
  project.has({});
  const { status, stdout } = await reviewed();
  expect(status).toBe(1);
  expect(stdout).toContain('Compared with release v1: 1 deleted');
  expect(stdout).toContain('✗ NW-01 would be lost');
});

test('a review that is stopped ends what it started, and leaves no work tree', async () => {
  project.write('patience', '');
  project.release('slow');
  const { child, answer } = project.start('--base', 'slow');
  while (project.git('worktree', 'list').trim().split('\n').length < 2) await setTimeout(50);
  await setTimeout(500);
  child.kill('SIGINT');
  expect(await answer).toMatchObject({ status: 130, stdout: '', stderr: 'Stopped\n' });
  expect(leftBehind()).toEqual([]);
  rmSync(`${project.folder}/patience`);
});
