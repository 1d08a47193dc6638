import { waveRequestSchema } from '../../../lambda/plan-wave/due-sites';
import { scheduledRun } from '../../../lambda/shared/slots';
import { parseCommandLine } from '../../../worker/command-line';
import { parseJob, sitesOf } from '../../../worker/job';
import { BUCKET, copyOf, siteRecord } from '../support/site-records';
import { AFTERNOON, brief, copied, DRILL, NIGHT, plan, REFRESH, stepsOf, TWICE, withProof } from './waves';

describe('the backups of a night', () => {
  test('are those of the zone, server by server, each followed by the rotation', () => {
    const sites = [
      siteRecord('acme', { server: 'shared-2' }),
      siteRecord('brut', { newestBackup: undefined }),
      siteRecord('cava', { newestBackup: undefined }),
      siteRecord('down-under', { job: { timeZone: 'Australia/Sydney' } }),
    ];
    const planned = plan(NIGHT, sites);
    expect(planned.sites).toBe(3);
    expect(brief(planned)).toEqual([
      'backup brut,cava, then rotate',
      'backup acme, then rotate',
      'verify acme, then nothing',
    ]);
    expect(planned.batches.map(({ server }) => server)).toEqual(['shared-1', 'shared-2']);
  });

  test('name the moment of the schedule, so that a late start makes the backup of its own night', () => {
    const [backup] = stepsOf(plan(NIGHT, [siteRecord('acme')]));
    const command = parseCommandLine(backup!.arguments);
    expect(command).toMatchObject({ operation: 'backup', at: new Date(NIGHT.at) });
    expect(scheduledRun(new Date(NIGHT.at), 'Europe/Berlin', ['04:00'])).toEqual({
      localDate: '2026-03-07',
      run: 'night',
    });
  });

  test.each(['planned', 'retired', 'erased'] as const)('leave out a site that is %s', (state) => {
    expect(plan(NIGHT, [siteRecord('acme', { state })]).batches).toEqual([]);
  });

  test('include a site that left the config, until a person decides on it', () => {
    expect(brief(plan(NIGHT, [siteRecord('acme', { state: 'departed', newestBackup: undefined })]))).toEqual([
      'backup acme, then rotate',
    ]);
  });

  test.each(['test', 'training', 'development'] as const)('leave out a %s site', (kind) => {
    expect(plan(NIGHT, [siteRecord('acme', { kind })]).batches).toEqual([]);
  });

  test('an afternoon is only of the sites that ordered it, without proofs and copies', () => {
    const sites = [siteRecord('acme'), copied('brut', 'nightly', TWICE)];
    expect(brief(plan(AFTERNOON, sites))).toEqual(['backup brut, then rotate']);
  });
});

describe('the proof of a night', () => {
  test('is of one site of each server', () => {
    const sites = ['acme', 'brut', 'cava'].map((id) => siteRecord(id));
    const planned = plan(NIGHT, [...sites, siteRecord('dale', { server: 'shared-2' })], 0);
    expect(brief(planned).filter((step) => step.startsWith('verify'))).toEqual([
      'verify acme, then nothing',
      'verify dale, then nothing',
    ]);
    const [verify] = stepsOf(planned).filter(({ operation }) => operation === 'verify');
    expect(parseCommandLine(verify!.arguments)).toMatchObject({
      operation: 'verify',
      site: ['acme'],
      'attachment-bytes': 25_000_000,
    });
  });

  test('is drawn from the third whose proof is oldest, never having had one first of all', () => {
    const sites = [
      withProof('site-a', '2026-03-05T03:00:00.000Z'),
      withProof('site-b', '2026-02-01T03:00:00.000Z'),
      withProof('site-c'),
      withProof('site-d', '2026-03-06T03:00:00.000Z'),
      withProof('site-e', '2026-03-04T03:00:00.000Z'),
      withProof('site-f', '2026-03-01T03:00:00.000Z'),
    ];
    const drawn = (draw: number) => stepsOf(plan(NIGHT, sites, draw)).find(({ operation }) => operation === 'verify');
    expect([0, 0.49, 0.5, 0.999].map((draw) => drawn(draw)?.sites)).toEqual([
      ['site-c'],
      ['site-c'],
      ['site-b'],
      ['site-b'],
    ]);
  });

  test('is one a night of a server whose sites are in several time zones, and reaches every site in its turn', () => {
    const hours = { 'Pacific/Auckland': 15, 'Europe/Berlin': 27, 'America/Los_Angeles': 36 };
    const zones = Object.keys(hours) as (keyof typeof hours)[];
    let sites = Array.from({ length: 9 }, (_, index) =>
      siteRecord(`site-${index}`, { job: { timeZone: zones[index % 3] } }),
    );
    const proofs = new Map<string, number>();
    for (let night = 0; night < 60; night++) {
      const tonight = zones.flatMap((timeZone) => {
        const at = new Date(Date.UTC(2026, 0, night + 1, hours[timeZone])).toISOString();
        const request = { ...NIGHT, at, timeZone, execution: `${timeZone}-${night}`.replace('/', '-') };
        const [proved] = stepsOf(plan(request, sites)).filter(({ operation }) => operation === 'verify');
        const newestProof = { backup: '2026-01-01-1-night', at };
        sites = sites.map((site) => (proved?.sites.includes(site.id) ? { ...site, newestProof } : site));
        return proved?.sites ?? [];
      });
      expect(tonight).toHaveLength(1);
      for (const id of tonight) proofs.set(id, (proofs.get(id) ?? 0) + 1);
    }
    expect(proofs.size).toBe(9);
    expect(Math.min(...proofs.values())).toBeGreaterThan(3);
  });

  test('is of no site as long as none has a backup', () => {
    expect(brief(plan(NIGHT, [siteRecord('acme', { newestBackup: undefined })]))).toEqual(['backup acme, then rotate']);
  });

  test('is another one in another night, and the same one when a night is planned again', () => {
    const sites = Array.from({ length: 60 }, (_, index) => siteRecord(`site-${index}`));
    const chosen = (at: string) =>
      stepsOf(plan({ ...NIGHT, at }, sites))
        .find(({ operation }) => operation === 'verify')!
        .sites.join();
    const nights = Array.from({ length: 30 }, (_, index) => new Date(Date.UTC(2026, 3, index + 1, 2)).toISOString());
    const drawn = new Set(nights.map(chosen));
    expect(drawn.size).toBeGreaterThan(10);
    expect(nights.map(chosen)).toEqual(nights.map(chosen));
  });

  test('reaches every site in its turn', () => {
    let sites = Array.from({ length: 9 }, (_, index) => siteRecord(`site-${index}`));
    const proven = new Set<string>();
    for (let night = 1; night <= 40; night++) {
      const at = new Date(Date.UTC(2026, 0, night, 3)).toISOString();
      const verify = stepsOf(plan({ ...NIGHT, at, execution: `night-${night}` }, sites)).find(
        ({ operation }) => operation === 'verify',
      );
      const id = verify!.sites[0]!;
      proven.add(id);
      sites = sites.map((site) => (site.id === id ? { ...site, newestProof: { backup: 'x', at } } : site));
    }
    expect(proven.size).toBe(9);
  });
});

describe('copies', () => {
  const sites = [
    copied('acme', 'nightly'),
    copied('brut', 'release'),
    copied('cava', 'request'),
    copied('dale', 'nightly', { state: 'departed' }),
    siteRecord('eden', {
      refresh: { 'eden-training': 'nightly', 'eden-test': 'release' },
      job: { copies: [copyOf('eden-training'), copyOf('eden-test')] },
    }),
  ];

  test('that are made anew every night follow the backup, and a departed site gets none', () => {
    const planned = plan(NIGHT, sites, 0);
    expect(brief(planned).at(-1)).toBe('clone acme,eden, then nothing');
    const clone = stepsOf(planned).at(-1)!;
    const file = planned.files.find(({ key }) => clone.job.endsWith(key))!;
    // The job has no other copies, so the worker needs not be told which.
    expect(file.job.sites.map(({ copies }) => copies.map(({ site }) => site))).toEqual([
      ['acme-copy'],
      ['eden-training'],
    ]);
    expect(parseCommandLine(clone.arguments)).toMatchObject({ operation: 'clone', site: [], copy: [] });
  });

  test('that are made anew at a release are those and no others', () => {
    const planned = plan(REFRESH, sites);
    expect(brief(planned)).toEqual(['clone brut,eden, then nothing']);
    expect(planned.files.map(({ job }) => job.sites.map(({ copies }) => copies.map(({ site }) => site)))).toEqual([
      [['brut-copy'], ['eden-test']],
    ]);
  });

  test('are not made of a site without a backup at a release', () => {
    expect(plan(REFRESH, [copied('acme', 'release', { newestBackup: undefined })]).batches).toEqual([]);
  });

  test('in the backup job itself stay complete', () => {
    const { files } = plan(NIGHT, sites);
    const eden = files[0]!.job.sites.find(({ id }) => id === 'eden');
    expect(eden?.copies).toHaveLength(2);
  });
});

describe('a drill', () => {
  test('restores all sites that have a backup, of all zones', () => {
    const sites = [
      siteRecord('acme'),
      siteRecord('brut', { newestBackup: undefined }),
      siteRecord('cava', { state: 'departed' }),
      siteRecord('down-under', { server: 'shared-2', job: { timeZone: 'Australia/Sydney' } }),
      siteRecord('test-site', { kind: 'test' }),
      siteRecord('gone', { state: 'retired' }),
    ];
    const drill = plan(DRILL, sites);
    expect(stepsOf(drill).flatMap((step) => step.arguments)).not.toContain('--attachment-bytes');
    expect(brief(drill)).toEqual(['verify acme,cava, then nothing', 'verify down-under, then nothing']);
  });
});

describe('what the worker gets', () => {
  test('is a job and a command line that it can read, about the sites of the step', () => {
    const sites = [copied('acme', 'nightly', TWICE), copied('brut', 'release'), siteRecord('cava')];
    for (const request of [NIGHT, AFTERNOON, DRILL, REFRESH]) {
      const planned = plan(request, sites);
      expect(stepsOf(planned).length).toBeGreaterThan(0);
      for (const step of stepsOf(planned)) {
        const command = parseCommandLine(step.arguments);
        expect(command).toMatchObject({ operation: step.operation, job: step.job, outcomes: step.outcomes });
        const file = planned.files.find(({ key }) => step.job === `s3://${BUCKET}/${key}`)!;
        const job = parseJob(JSON.stringify(file.job));
        expect(sitesOf(job, command.site).map(({ id }) => id)).toEqual(step.sites);
        expect(job.server).toEqual({ region: 'eu-central-1', secret: `cordon/production/server/${step.server}` });
      }
    }
  });

  test('is kept where the contract says', () => {
    const [backup, verify] = stepsOf(plan(NIGHT, [siteRecord('acme'), siteRecord('brut')]));
    expect(backup).toMatchObject({
      job: `s3://${BUCKET}/jobs/night-1/shared-1.json`,
      outcomes: `s3://${BUCKET}/outcomes/night-1/shared-1-1-backup.jsonl`,
    });
    expect(verify).toMatchObject({
      job: backup!.job,
      outcomes: `s3://${BUCKET}/outcomes/night-1/shared-1-1-verify.jsonl`,
    });
  });
});

describe('a record that cannot be worked with', () => {
  test('is named, and holds up no other site', () => {
    const sites = [
      siteRecord('acme'),
      siteRecord('astray', { server: 'nowhere' }),
      siteRecord('broken', { job: { backupTimes: ['04:00'], dailyAttachmentsLimit: -1 } }),
      siteRecord('mistaken', { job: { id: 'other' } }),
    ];
    const { sites: count, unplanned } = plan(NIGHT, sites);
    expect(count).toBe(1);
    expect(unplanned).toEqual([
      { site: 'astray', because: 'the registry has no server nowhere' },
      { site: 'broken', because: 'its record is wrong: dailyAttachmentsLimit' },
      { site: 'mistaken', because: 'its record is that of other' },
    ]);
  });
});

describe('the request', () => {
  const read = (changes: object) => waveRequestSchema.safeParse({ ...NIGHT, ...changes });

  test('of a backup must name zone and run', () => {
    expect(read({ timeZone: undefined }).success).toBe(false);
    expect(read({ run: undefined }).success).toBe(false);
    expect(read({ run: 'evening' }).success).toBe(false);
  });

  test('has its moment made one of UTC', () => {
    expect(read({ at: '2026-03-07T04:00:00+01:00' }).data?.at).toBe('2026-03-07T03:00:00.000Z');
    expect(read({ at: '2026-03-07T04:00:00' }).success).toBe(false);
  });

  test.each(['', '../night', 'a b', '-x', 'x'.repeat(81)])('is refused for an execution called "%s"', (execution) => {
    expect(read({ execution }).success).toBe(false);
  });
});
