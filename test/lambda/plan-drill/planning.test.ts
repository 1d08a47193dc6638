import { planDrill } from '../../../lambda/plan-drill/planning';
import { jobSchema } from '../../../lambda/shared/job';
import type { Manifest } from '../../../worker/storage/manifest';

const AT = '2026-07-22T00:00:00.000Z';
const server = { host: 'drill.example', port: 15432, secret: 'arn:secret' };
const planning = {
  bucket: 'drills',
  common: {
    platform: 'cordon',
    environment: 'production',
    home: { region: 'eu-west-1', siteBackups: 'twin', attachments: 'attachments' },
    leases: 'drills',
  },
  execution: 'run-1',
};

/** As much of a manifest as planning reads. */
const manifest = (site: string, changes: Partial<Manifest> = {}) =>
  ({
    site,
    timeZone: 'Europe/Berlin',
    applicationVersion: '7.4.1',
    snapshotAt: '2026-07-21T02:00:00.000Z',
    homeRegion: 'eu-central-1',
    recoveryRegion: 'eu-west-1',
    ...changes,
  }) as Manifest;
const plan = (newest: readonly Manifest[], without: readonly string[] = []) =>
  planDrill({ at: AT, server }, { newest, without }, planning);

test('DR-05: sites come in the order of their priority, the others last, by their ids', () => {
  const { file } = plan([
    manifest('dear'),
    manifest('cool'),
    manifest('bold', { recoveryPriority: 10 }),
    manifest('acme', { recoveryPriority: 20 }),
  ]);
  expect(file.job.sites.map(({ id }) => id)).toEqual(['bold', 'acme', 'cool', 'dear']);
});

test('DR-04: the job is about the drill’s server, and knows no region but that of the copies', () => {
  const { file, step } = plan([manifest('acme')]);
  expect(jobSchema.parse(file.job)).toMatchObject({
    home: { region: 'eu-west-1' },
    leases: 'drills',
    server: { region: 'eu-west-1', ...server, empty: true },
  });
  expect(file.job.recovery).toBeUndefined();
  expect(step).toEqual({
    job: 's3://drills/jobs/run-1/drill.json',
    outcomes: 's3://drills/outcomes/run-1/drill-1-verify.jsonl',
    arguments: [
      'verify',
      ...['--job', 's3://drills/jobs/run-1/drill.json'],
      ...['--outcomes', 's3://drills/outcomes/run-1/drill-1-verify.jsonl'],
      ...['--attachment-bytes', '25000000'],
    ],
  });
});

test('a site may be restored only in a region that its backups were meant for (TN-11)', () => {
  const { file } = plan([manifest('acme', { recoveryRegion: 'eu-north-1' })]);
  expect(file.job.sites[0]!.residency.regions).toEqual(['eu-central-1', 'eu-north-1']);
});

test('sites that rest, and those without a complete backup, are left out and named', () => {
  const planned = plan([manifest('acme'), manifest('retired', { snapshotAt: '2026-07-18T02:00:00.000Z' })], ['begun']);
  expect(planned).toMatchObject({ sites: 1, resting: ['begun', 'retired'] });
});

test('a drill that would restore nothing fails', () => {
  expect(() => plan([], ['begun'])).toThrow(expect.objectContaining({ name: 'NothingToRestore' }) as Error);
});

test('what Step Functions passes on stays small however many sites there are', () => {
  const { step, sites } = plan(Array.from({ length: 10_000 }, (_, index) => manifest(`site-${index}`)));
  expect(sites).toBe(10_000);
  expect(JSON.stringify(step).length).toBeLessThan(1000);
});
