import fc from 'fast-check';
import { parseCommandLine } from '../../../worker/command-line';
import { parseJob, sitesOf } from '../../../worker/job';
import type { WaveRequest } from '../../../lambda/plan-wave/due-sites';
import { planWave } from '../../../lambda/plan-wave/planning';
import { SITE_STATES, type SiteRecord } from '../../../lambda/shared/registry/records';
import { REFRESH } from '../../../lambda/shared/catalogue';
import { BUCKET, COMMON, copyOf, serverRecord, siteRecord } from '../support/site-records';

const ZONES = ['Europe/Berlin', 'Europe/Berlin/West', 'Australia/Sydney'];
const SERVERS = ['shared-1', 'shared-2', 'silo-3'];

const traits = fc.record({
  kind: fc.constantFrom('production' as const, 'production' as const, 'test' as const),
  state: fc.constantFrom('active' as const, 'active' as const, ...SITE_STATES),
  server: fc.constantFrom(...SERVERS),
  timeZone: fc.constantFrom(...ZONES),
  backupTimes: fc.constantFrom<string[]>(['04:00'], ['04:00', '16:00']),
  hasBackup: fc.boolean(),
  refresh: fc.array(fc.constantFrom(...REFRESH), { maxLength: 3 }),
});
const sitesArbitrary = fc.array(traits, { maxLength: 450 }).map((all) => all.map(toSite));

function toSite({ hasBackup, refresh, timeZone, backupTimes, ...rest }: ReturnTypeOf<typeof traits>, index: number) {
  const id = `site-${index}`;
  const copies = refresh.map((_, number) => `${id}-copy-${number}`);
  return siteRecord(id, {
    ...rest,
    ...(hasBackup ? {} : { newestBackup: undefined }),
    refresh: Object.fromEntries(copies.map((copy, number) => [copy, refresh[number]!])),
    job: { timeZone, backupTimes, copies: copies.map(copyOf) },
  });
}
type ReturnTypeOf<A> = A extends fc.Arbitrary<infer T> ? T : never;

const requestArbitrary: fc.Arbitrary<WaveRequest> = fc.oneof(
  fc.record({
    wave: fc.constant('backup' as const),
    at: fc.constant('2026-03-07T03:00:00.000Z'),
    execution: fc.constantFrom('one', 'two', 'three'),
    timeZone: fc.constantFrom(...ZONES),
    run: fc.constantFrom('night' as const, 'afternoon' as const),
  }),
  fc.record({
    wave: fc.constantFrom('drill' as const, 'refresh' as const),
    at: fc.constant('2026-03-07T03:00:00.000Z'),
    execution: fc.constantFrom('one', 'two'),
  }),
);

/** Said once more, in other words than the planner's. */
function isDue(site: SiteRecord, request: WaveRequest): boolean {
  const kept = site.kind === 'production' && ['active', 'departed'].includes(site.state);
  if (request.wave === 'drill') return kept && site.newestBackup !== undefined;
  if (request.wave === 'refresh') {
    const release = Object.values(site.refresh).includes('release');
    return kept && site.state === 'active' && site.newestBackup !== undefined && release;
  }
  const ordered = request.run === 'night' || site.job.backupTimes.length === 2;
  return kept && ordered && site.job.timeZone === request.timeZone;
}

function check(sites: readonly SiteRecord[], request: WaveRequest): void {
  const { execution } = request;
  const servers = SERVERS.map(serverRecord);
  const {
    sites: count,
    batches,
    files,
    unplanned,
  } = planWave(request, { sites, servers }, { bucket: BUCKET, common: COMMON, execution });
  expect(unplanned).toEqual([]);
  const due = sites.filter((site) => isDue(site, request));
  const main = { backup: 'backup', drill: 'verify', refresh: 'clone' }[request.wave];
  const worked: string[] = [];
  for (const { server, steps } of batches) {
    expect(steps[0]?.operation).toBe(main);
    worked.push(...steps[0]!.sites);
    for (const step of steps) {
      // Each step stands on its own: known sites of this server, with a command line and a job that can be read.
      expect(step.server).toBe(server);
      expect(step.sites.length).toBeGreaterThan(0);
      expect(step.sites.length).toBeLessThanOrEqual(200);
      const command = parseCommandLine(step.arguments);
      const file = files.find(({ key }) => step.job === `s3://${BUCKET}/${key}`);
      const job = parseJob(JSON.stringify(file?.job));
      expect(sitesOf(job, command.site).map(({ id }) => id)).toEqual(step.sites);
      for (const id of step.sites) {
        const site = sites.find((candidate) => candidate.id === id)!;
        expect(site.server).toBe(server);
        if (request.wave === 'backup') expect(site.job.timeZone).toBe(request.timeZone);
      }
      if (request.wave === 'backup') {
        expect(step.then).toBe(step.operation === 'backup' ? 'rotate' : 'nothing');
        // What follows the backup is of sites that it is about.
        expect(steps[0]!.sites).toEqual(expect.arrayContaining(step.sites));
        if (request.run === 'afternoon') expect(step.operation).toBe('backup');
      }
      if (step.operation === 'clone') {
        const when = request.wave === 'backup' ? 'nightly' : 'release';
        for (const { id, copies } of job.sites) {
          const wanted = sites.find((site) => site.id === id)!.refresh;
          expect(copies.length).toBeGreaterThan(0);
          expect(copies.map(({ site }) => wanted[site])).toEqual(copies.map(() => when));
        }
      }
    }
  }
  // Every due site once, and none else.
  expect(worked.sort()).toEqual(due.map(({ id }) => id).sort());
  expect(count).toBe(due.length);
  const verified = batches.flatMap(({ steps }) => steps.filter(({ operation }) => operation === 'verify'));
  if (request.wave === 'backup' && request.run === 'night') {
    const withBackup = new Set(due.filter(({ newestBackup }) => newestBackup).map(({ id }) => id));
    const chosen = verified.flatMap((step) => step.sites);
    expect(chosen.every((id) => withBackup.has(id))).toBe(true);
    expect(new Set(verified.map(({ server }) => server)).size).toBe(chosen.length);
  }
  const again = planWave(
    request,
    { sites: sites.toReversed(), servers },
    { bucket: BUCKET, common: COMMON, execution },
  );
  expect(again.batches).toEqual(batches);
}

test('whatever sites there are, every due one is worked on once, in its own zone, and none else', () => {
  fc.assert(fc.property(sitesArbitrary, requestArbitrary, check), { numRuns: 60 });
});
