import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import {
  backUp,
  onboarded,
  programs,
  removeTemporaryDirectories,
  SATURDAY,
  SATURDAYS_BACKUP,
  temporaryDirectory,
} from './support/operating';
import { HOME, World } from './support/world';
import { WorkerProgram, type Ended } from './support/worker-process';

jest.setTimeout(60_000);

let world: World;
let program: WorkerProgram;

beforeAll(async () => {
  program = WorkerProgram.build();
  world = await World.start({ versioned: true });
});
afterAll(async () => {
  removeTemporaryDirectories();
  await world.stop();
});

function failureLine({ outcomes }: Ended): string {
  const [outcome] = outcomes;
  return outcome?.outcome === 'failed' ? `${outcome.exitCode} ${outcome.error.kind}` : 'done';
}

describe('the program', () => {
  test.each([
    ['without an operation', [], 'operation'],
    ['with an unknown option', ['backup', '--fast'], "Unknown option '--fast'"],
    ['with an option of another operation', ['backup', '--backup', 'x'], 'backup'],
    ['with a restore of nothing in particular', ['restore', '--operation', 'x'], 'backup'],
    ['with a moment that is none', ['backup', '--at', 'tonight'], 'at'],
  ])('explains its use when it is called %s', async (_, args, complaint) => {
    const { code, log, outcomes } = await program.run(world, world.job([world.site('acme')]), args);

    expect([code, outcomes]).toEqual([2, []]);
    expect(log).toContain(complaint);
    expect(log).toContain('Usage: worker <operation>');
  });

  test('says all that is wrong with a job', async () => {
    const { code, log } = await program.run(world, '{"platform": "cordon", "sites": []}', ['backup']);

    expect(code).toBe(2);
    expect(log).toMatch(/environment: .*home: .*sites: /);
  });

  test('knows the sites of its job only', async () => {
    const { code, log } = await program.run(world, world.job([world.site('acme')]), ['backup', '--site', 'emca']);

    expect(code).toBe(10);
    expect(log).toContain(`no site 'emca'; it has acme`);
  });

  test('reports each site by itself, and that one of them failed', async () => {
    const sites = [await onboarded(world, 'good-one'), world.site('unknown-one'), await onboarded(world, 'good-two')];

    const { code, outcomes } = await program.run(world, world.job(sites), ['backup', '--at', SATURDAY]);

    expect(code).toBe(3);
    expect(Object.fromEntries(outcomes.map((outcome) => [outcome.site, outcome]))).toMatchObject({
      'good-one': { outcome: 'done', result: { backup: SATURDAYS_BACKUP } },
      'unknown-one': { outcome: 'failed', exitCode: 11, error: { kind: 'NotOnboarded' } },
      'good-two': { outcome: 'done' },
    });
  });

  test('does nothing to a site that another run is working on, and stops cleanly when told to', async () => {
    const site = await onboarded(world, 'running');
    const begun = join(temporaryDirectory(), 'begun');
    // More than a part of an upload, and then no end.
    const script = `head -c 40000000 /dev/urandom; touch '${begun}'; exec sleep 60`;
    const bin = programs(world, { pg_dump: script });
    const first = program.start(world, world.job([site]), ['backup', '--at', SATURDAY], { bin });
    while (!existsSync(begun)) await sleep(20);

    const second = await program.run(world, world.job([site]), ['backup', '--at', SATURDAY]);
    first.child.kill('SIGTERM');
    const { code } = await first.ended;

    expect([second.code, failureLine(second)]).toEqual([18, '18 AlreadyRunning']);
    expect(code).toBe(143);
    const uploads = await world.clients
      .s3(HOME)
      .send(new ListMultipartUploadsCommand({ Bucket: `backups-${HOME}`, Prefix: 'sites/running/' }));
    expect(uploads.Uploads ?? []).toEqual([]);
    // It gave the site back, and left no backup that looks complete.
    expect(await backUp(world.shop([site]), site)).toMatchObject({ made: true });
  });
});
