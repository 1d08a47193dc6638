import { Assembly } from '../../lib/commitments/assembly';
import type { Drill } from '../../lib/evidence/drill';
import { planned } from '../../lib/recovery/plan/planned';
import { recoveryPlan } from '../../lib/recovery/plan/recovery-plan';
import type { RecoveryPlan } from '../../lib/recovery/plan/recovery-plan';
import { renderPlan } from '../../lib/recovery/plan/render-plan';
import { restoreGroups } from '../../lib/recovery/plan/restore-groups';
import { exampleAssembly } from '../support/assembly';
import { doubleNames } from './names';
import { synthesize, withRecovery } from './pairs';

jest.setTimeout(300_000);

const standby = withRecovery('ap-southeast-2', 'standby');
const chosen = planned(standby, 'ap-southeast-2');
const { assembly } = synthesize({ ...chosen.platform, environments: [chosen.environment] });
const plan = recoveryPlan({ ...chosen, assembly });
const text = renderPlan(plan);

/** Everything in the templates that has a name. */
const named = namesIn(assembly);

test('names stacks, resources and buckets that are in the templates, and no others (DR-06)', () => {
  const stacks = matches(/(?<![\w/-])production-ap-southeast-\d[-/][\w-]+/g);
  expect(stacks.length).toBeGreaterThan(10);
  expect(stacks.filter((name) => !named.stacks.has(name))).toEqual([]);
  const buckets = matches(/\bcordon-production-[\w-]+-111111111111-[\w-]+/g);
  expect(buckets.length).toBeGreaterThan(1);
  expect(buckets.filter((name) => !named.text.includes(name))).toEqual([]);
  const resources = [...text.matchAll(/--stack-name (\S+) --logical-resource-id (\w+)/g)];
  expect(resources.length).toBeGreaterThan(3);
  expect(resources.filter(([, stack, id]) => !named.resources.has(`${stack} ${id}`))).toEqual([]);
});

test('holds the health check that the home region’s record depends on (AV-03)', () => {
  const hosts = matches(/ap-southeast-\d\.au\.vinefield\.example/g);
  expect(hosts.sort()).toEqual(['ap-southeast-2.au.vinefield.example', 'ap-southeast-4.au.vinefield.example']);
  for (const host of hosts) expect(named.text).toContain(`"FullyQualifiedDomainName":"${host}"`);
  expect(text).toMatch(/'ap-southeast-2\.au\.vinefield\.example'\]\.Id" --output text\)\n.*--disabled --inverted\n/);
});

test('deploys every stack that the region has, and takes down each that the shell has not', () => {
  const deployed = plan.steps.flatMap(({ commands = [] }) => commands).join('\n');
  expect(deployed).toContain("npx cdk deploy --concurrency 4 'production-ap-southeast-4/*'");
  const shell = stackIds(Assembly.read(exampleAssembly().directory));
  const taken = /for stack in (.+); do/.exec(text)![1]!.split(' ');
  expect(
    taken.map((name) => `production-ap-southeast-4/${name.replace('production-ap-southeast-4-', '')}`).sort(),
  ).toEqual(
    stackIds(assembly).filter((path) => path.startsWith('production-ap-southeast-4/') && !shell.includes(path)),
  );
});

test('restores every production site once, those with a turn first (DR-05)', () => {
  const order = plan.steps.flatMap(({ commands = [] }) =>
    commands.flatMap((line) => /^for site in (.+); do restore/.exec(line)?.[1]?.split(' ') ?? []),
  );
  const sites = chosen.home.sites.filter(({ kind }) => kind === 'production').map(({ id }) => id);
  expect([...order].sort()).toEqual([...sites].sort());
  expect(order[0]).toBe('southern-cross-cellars');
  expect(plan.steps.filter(({ title }) => title.startsWith('Restore')).map(({ title }) => title)).toEqual([
    'Restore the sites of priority 1',
    'Restore all other sites',
  ]);
});

describe.each(['us-west-2', 'eu-central-1'])('%s, which has replicas', (region) => {
  const other = planned(standby, region);
  const synthesized = synthesize({ ...other.platform, environments: [other.environment] });

  test('gives no name to two things once its recovery region is active (DR-02)', () => {
    expect(doubleNames(synthesized.assembly)).toEqual([]);
  });

  test('is back within a working day (DR-01)', () => {
    expectInTime(recoveryPlan({ ...other, assembly: synthesized.assembly }));
  });
});

test('a region is back within a working day, and each step says what its minutes rest on (DR-01)', () => {
  expectInTime(plan);
});

test('a region that would take longer than a working day says so, by how much and what to do (DR-01)', () => {
  const [first, ...sites] = chosen.home.sites;
  const home = { ...chosen.home, sites: [{ ...first!, sizeGb: 2000 }, ...sites] };
  const slow = recoveryPlan({ ...chosen, home, assembly });
  expect(slow.minutes).toBeGreaterThan(slow.within);
  expect(renderPlan(slow)).toMatch(/\*\*\d+:\d\d h too long\*\*\. Spread sites over more servers\./);
});

test('what a drill measured takes the place of what was assumed (DR-05)', () => {
  const drill: Drill = {
    kind: 'drill',
    at: '2026-10-15T00:00:00Z',
    region: 'ap-southeast-2',
    recoveryRegion: 'ap-southeast-4',
    sites: [{ site: 'ironbark-estate', backup: '2026-10-14-1-night', rpoHours: 20, rtoSeconds: 900 }],
    met: true,
  };
  const [assumed, measured] = [restoreGroups(chosen.home), restoreGroups(chosen.home, drill)];
  expect(measured.map(({ minutes }) => minutes)).toEqual(
    assumed.map(({ minutes, sites }) => expect.closeTo(minutes + (sites.length * (900 - 60)) / 60, 0) as number),
  );
  const { basis } = recoveryPlan({ ...chosen, assembly, drill }).steps.find(({ title }) =>
    title.startsWith('Restore'),
  )!;
  expect(basis).toContain('the longest restore in the drill of 2026-10-15 took 900.0 s');
});

test('names what stays when the region is taken down, since a second one could not be made under its name', () => {
  const { text: staying } = plan.back.at(-1)!;
  expect(staying).toContain('`AWS::RDS::DBInstance cordon-production-shared-1`');
  expect(staying).toContain('`AWS::S3::Bucket cordon-production-operations-111111111111-ap-southeast-4`');
  expect(staying).not.toContain('site-backups');
});

test('a region that nothing recovers is refused, with those that are recovered', () => {
  expect(() => planned(standby, 'us-west-1')).toThrow(
    "'us-west-1' is not a home region of production that has a recovery region; ap-southeast-2, eu-central-1, us-west-2 are; did you mean 'us-west-2'?",
  );
});

function matches(pattern: RegExp): string[] {
  return [...new Set(text.match(pattern) ?? [])];
}

function stackIds({ stacks }: Assembly): string[] {
  return stacks.map(({ location }) => location.path).sort();
}

function expectInTime({ steps, minutes, within }: RecoveryPlan): void {
  expect(within).toBe(480);
  expect(minutes).toBe(steps.reduce((sum, step) => sum + step.minutes, 0));
  expect(minutes).toBeLessThanOrEqual(within);
  expect(minutes).toBeGreaterThan(120);
  for (const { basis } of steps) expect(basis).toMatch(/assumed|measured|config|took/);
}

function namesIn({ stacks }: Assembly) {
  return {
    stacks: new Set(stacks.flatMap(({ location }) => [location.path, location.stackName])),
    resources: new Set(
      stacks.flatMap(({ location, resources }) => [...resources.keys()].map((id) => `${location.stackName} ${id}`)),
    ),
    text: stacks
      .map(({ resources }) => JSON.stringify([...resources.values()].map(({ properties }) => properties)))
      .join('\n'),
  };
}
