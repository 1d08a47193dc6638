import type { JobSite } from '../../worker/job';
import { S3Leases } from '../../worker/leases/s3-leases';
import type { Workshop } from '../../worker/site-work';
import {
  backUp,
  failureOf,
  onboarded,
  removeTemporaryDirectories,
  restore,
  SATURDAY,
  SATURDAYS_BACKUP,
  verify,
} from './support/operating';
import { HOME, RECOVERY, World } from './support/world';
import { WorkerProgram } from './support/worker-process';

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

/** To work in a minute on, when the leases of whoever was killed have run out; only then for the same site again. */
function aMinuteOn(site: JobSite, region = HOME): Workshop {
  const leases = new S3Leases(world.backups(region), 60, () => new Date(Date.now() + 60_000));
  return world.shop([site], { region, leases });
}

describe('a backup that is killed', () => {
  test.each([
    ['at its beginning', 'started', 1],
    ['with the dump in one region', 'dump-stored', 1],
    ['with its attachments stored', 'attachments-stored', 1],
    ['between the two manifests', 'manifest-written', 1],
  ] as const)('%s is not complete, and is when it is run again', async (_, step, times) => {
    const site = await onboarded(world, `killed-${step}`);

    const killed = await program.run(world, world.job([site]), ['backup', '--at', SATURDAY], { killAt: [step, times] });
    const later = aMinuteOn(site);
    const unproven = await failureOf(verify(later, site));
    await backUp(later, site);

    expect(killed.signal).toBe('SIGKILL');
    expect(unproven.kind).toBe(step === 'started' ? 'BackupMissing' : 'BackupIncomplete');
    expect(await verify(later, site)).toMatchObject({ attachments: 2 });
  });
});

describe('a restore that is killed', () => {
  async function backedUpAndChanged(id: string): Promise<JobSite> {
    const site = await onboarded(world, id);
    await backUp(world.shop([site]), site);
    await world.sql(world.homeServer, `INSERT INTO note VALUES (2, 'live')`, id);
    await world.attach(id, 'photo.jpg', 'changed photo');
    return site;
  }

  test.each([
    ['with an empty database beside the live one', 'staging-made', 2],
    ['with the backup loaded', 'loaded', 2],
    ['just before the exchange', 'swapping', 2],
    ['just after the exchange', 'swapped', 1],
  ] as const)('%s can be run again', async (_, step, notes) => {
    const site = await backedUpAndChanged(`killed-${step}`);
    const args = ['restore', '--backup', SATURDAYS_BACKUP, '--operation', 'the-one'];

    const killed = await program.run(world, world.job([site]), args, { killAt: [step, 1] });

    expect(killed.signal).toBe('SIGKILL');
    const [counted] = await world.sql(world.homeServer, 'SELECT count(*) FROM note', site.id);
    expect(counted).toEqual({ count: String(notes) });
    await restore(aMinuteOn(site), site, 'the-one');
    expect(await world.sql(world.homeServer, 'SELECT text FROM note', site.id)).toEqual([{ text: 'one' }]);
    expect(await world.attachments(HOME).getText(`${site.id}/photo.jpg`)).toBe(`photo of ${site.id}`);
    expect(await world.databases(world.homeServer, site.id)).toEqual([
      site.id,
      expect.stringMatching(new RegExp(`^${site.id}__old_\\d{14}$`)),
    ]);
  });

  test('in the recovery region can be run again there', async () => {
    const site = await backedUpAndChanged('killed-away');
    const args = ['restore', '--backup', SATURDAYS_BACKUP, '--operation', 'away'];

    await program.run(world, world.job([site], RECOVERY), args, { killAt: ['loaded', 1] });
    await restore(aMinuteOn(site, RECOVERY), site, 'away');

    expect(await world.databases(world.recoveryServer, 'killed-away')).toEqual(['killed-away']);
  });
});
