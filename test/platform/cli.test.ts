import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Assembly } from '../../lib/commitments/assembly';
import { EmbeddedAws } from '../../rehearsal/embedded-aws';
import { exampleAssembly } from '../support/assembly';

/** Runs a command as a platform engineer would, offline and without any AWS credentials. */
function run(command: string, args: string[], env: Record<string, string> = {}) {
  const { PATH, HOME } = process.env;
  return spawnSync(command, args, {
    encoding: 'utf8',
    env: { PATH, HOME, CDK_VALIDATION: 'false', ...env },
  });
}

function brokenConfig(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'cordon config ')), 'config');
  cpSync('config', folder, { recursive: true });
  const file = join(folder, 'platform.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^company:/m, 'compnay:'));
  return folder;
}

/** What the CDK makes of the config in a process of its own, once for all tests that look at it. */
let listed: { readonly output: string; readonly answer: ReturnType<typeof run> } | undefined;
function list() {
  if (listed) return listed;
  const output = mkdtempSync(join(tmpdir(), 'cordon-cli-'));
  const plain = ['--no-path-metadata', '--no-asset-metadata'];
  listed = { output, answer: run('node_modules/.bin/cdk', ['list', '--output', output, ...plain]) };
  return listed;
}

test('`cdk list` names every stack by stage', () => {
  const { stdout, stderr, status } = list().answer;
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stdout).toContain('production-ap-southeast-2/network');
  expect(stdout).toContain('production-ap-southeast-4/recovery');
});

test('two synths of the same config give the same bytes', () => {
  const [one, other] = [exampleAssembly().directory, list().output].map((folder) =>
    Assembly.read(folder).stacks.map(({ location, text }) => [location.path, text]),
  );
  expect(one!.length).toBeGreaterThan(20);
  expect(other).toEqual(one);
});

test('a mistake in the config stops the CDK with one clear sentence and no stack trace', () => {
  const { stdout, stderr, status } = run('node_modules/.bin/cdk', ['list'], { CORDON_CONFIG: brokenConfig() });
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/platform\.yaml:\d+:\d+ .*compnay.*did you mean 'company'/i);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('a config folder that is not there is named, with no stack trace', () => {
  const { stderr, status } = run('node', ['--require', 'ts-node/register', 'bin/config.ts', 'check'], {
    CORDON_CONFIG: '/nowhere',
  });
  expect(status).toBe(1);
  expect(stderr).toContain('/nowhere');
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('`cdk diff` shows what a deployment into an empty account would add', async () => {
  const aws = await EmbeddedAws.start({ region: 'ap-southeast-2', account: '111111111111' });
  try {
    const { stdout, stderr, status } = run(
      'node_modules/.bin/cdk',
      ['diff', '--app', list().output, 'production-ap-southeast-2/monitoring'],
      aws.environment(),
    );
    expect(status).toBe(0);
    expect(stdout + stderr).toContain('[+] AWS::SNS::Topic monitoring/OnCall');
    expect(stdout + stderr).toContain('Number of stacks with differences: 1');
  } finally {
    await aws.stop();
  }
}, 60_000);
