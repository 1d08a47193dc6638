import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replace, withConfig, write } from './broken/broken-config';

function run(args: readonly string[], folder = 'config') {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', 'ts-node/register', 'bin/config.ts', ...args],
    { encoding: 'utf8', env: { ...process.env, CORDON_CONFIG: folder } },
  );
  return { status, stdout, stderr };
}

/** The commands hold dates against the clock, and the example's must not age the test. */
const today = new Date();
const soon = new Date(today.getTime() + 30 * 24 * 3_600_000).toISOString().slice(0, 10);
const inForce = { 'platform.yaml': replace('expires: 2027-09-30', `expires: ${soon}`) };

const NEW_SITE = write(
  [
    'customer: karri-lane',
    'noticeContact: privacy@karri-lane.example',
    'name: Karri Lane Wines',
    'hostName: karri-lane.au.vinefield.example',
    'timeZone: Australia/Perth',
    'region: ap-southeast-2',
    'residency: australia',
    'package: 1gb',
  ].join('\n'),
);

test('check prints one line when there is no problem', () => {
  const { status, stdout, stderr } = withConfig(inForce, (folder) => run(['check'], folder));
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout.trim().split('\n')).toHaveLength(1);
});

test('check prints problems to stderr, without a stack trace, and fails', () => {
  const broken = { ...inForce, 'sites/cumbre-alta.yaml': replace('package: 1gb', 'package: 2gb') };
  const { status, stdout, stderr } = withConfig(broken, (folder) => run(['check'], folder));
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/cumbre-alta\.yaml:8:10 sites\.cumbre-alta\.package: '2gb' is not allowed;/);
});

test('a missing folder is one clear sentence', () => {
  const { status, stderr } = run(['check'], 'nowhere');
  expect([status, stderr]).toEqual([1, 'There is no config folder nowhere; create it or name another\n']);
});

test('show prints JSON on demand', () => {
  const { stdout } = withConfig(inForce, (folder) => run(['show', '--json'], folder));
  expect(JSON.parse(stdout)).toMatchObject({ name: 'cordon' });
});

test('place gives a new site a server, and then the config loads', () => {
  withConfig({ ...inForce, 'sites/karri-lane.yaml': NEW_SITE }, (folder) => {
    expect(run(['check'], folder).stderr).toMatch(
      "karri-lane has no server; every site lives on one; run 'npm run config:place'",
    );
    expect(run(['place'], folder).stdout).toBe('+ karri-lane on production/ap-southeast-2/shared-1\n');
    expect(run(['check'], folder).status).toBe(0);
  });
});

test('place writes nothing that could not be loaded', () => {
  const misplaced = replace('        - cumbre-alta\n', '        - cumbre-alta\n        - leeside-lifts\n');
  withConfig({ ...inForce, 'placement.yaml': misplaced, 'sites/karri-lane.yaml': NEW_SITE }, (folder) => {
    const before = readFileSync(join(folder, 'placement.yaml'), 'utf8');
    const { status, stderr } = run(['place'], folder);
    expect(status).toBe(1);
    expect(stderr).toMatch("leeside-lifts' lives on production/eu-central-1/shared-1 already");
    expect(readFileSync(join(folder, 'placement.yaml'), 'utf8')).toBe(before);
  });
});

test('place does not take a misspelt site for one that is gone', () => {
  const misspelt = replace('- cumbre-alta\n', '- cumbre-alto\n');
  const { status, stderr } = withConfig({ ...inForce, 'placement.yaml': misspelt }, (folder) => run(['place'], folder));
  expect(status).toBe(1);
  expect(stderr).toMatch("'cumbre-alto' is not a site;");
});

test('anything else is answered with the usage', () => {
  expect(run(['chek'])).toEqual({
    status: 2,
    stdout: '',
    stderr: 'Usage: config check | show [--json] | place | schema\n',
  });
  expect(run(['toString']).status).toBe(2);
});
