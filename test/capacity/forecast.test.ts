import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { assume, ASSUMPTIONS } from '../../lib/capacity/assumptions';
import { most } from '../../lib/capacity/demand';
import { forecast } from '../../lib/capacity/forecast';
import { drawSites, type DrawnSite } from '../../lib/capacity/population';
import { renderForecast } from '../../lib/capacity/render';
import { wavesOf } from '../../lib/capacity/waves';
import { readConfig } from '../../lib/config/load';
import { Quotas } from '../../lib/quotas/quotas';

const { config, sites } = readConfig('config');
const SATURDAY = '2026-11-28';
const draw = (count: number, seed = 1) => drawSites({ config, sites, count, seed }, assume());
const night = (drawn: readonly DrawnSite[], actual: Record<string, number> = {}, given: string[] = []) =>
  forecast(drawn, { date: SATURDAY, quotas: new Quotas(new Map(Object.entries(actual))), assumed: assume(given) });
const FARGATE = 'L-3032A538';

describe('sites that are drawn', () => {
  test('are as many as asked for, each with a server, and the same ones for the same seed', () => {
    expect(draw(300)).toHaveLength(300);
    expect(draw(300).every(({ server }) => /^(shared|dedicated)-/.test(server))).toBe(true);
    expect(draw(300)).toEqual(draw(300));
    expect(draw(300, 2)).not.toEqual(draw(300));
  });

  test('are, with fewer, the first of those with more, on the same servers', () => {
    expect(draw(250)).toEqual(draw(500).slice(0, 250));
  });

  test("have time zones and regions as often as the config's sites do", () => {
    const drawn = draw(5000);
    for (const { region, timeZone } of Object.values(sites)) {
      const share = drawn.filter((site) => site.region === region && site.timeZone === timeZone).length / drawn.length;
      expect(Math.abs(share - 1 / Object.keys(sites).length)).toBeLessThan(0.02);
    }
  });
});

describe('the waves of a night', () => {
  test('BK-02 back up every site exactly once a night, and in the afternoon those that ordered it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 800 }), fc.integer({ min: 1, max: 9 }), (count, seed) => {
        const drawn = draw(count, seed);
        const waves = wavesOf(drawn, SATURDAY, assume());
        const ids = (run: string) =>
          waves
            .filter((wave) => wave.run === run)
            .flatMap(({ batches }) => batches.flatMap((batch) => batch.sites.map(({ id }) => id)));
        expect(ids('night').sort()).toEqual(drawn.map(({ id }) => id).sort());
        expect(ids('afternoon').sort()).toEqual(
          drawn
            .filter(({ backupTimes }) => backupTimes.length > 1)
            .map(({ id }) => id)
            .sort(),
        );
      }),
      { numRuns: 20 },
    );
  });

  test('BK-01 begin at four in the morning of each time zone', () => {
    const starts = new Map(
      wavesOf(draw(200), SATURDAY, assume())
        .filter(({ run }) => run === 'night')
        .map((wave) => [wave.timeZone, new Date(wave.start * 1000).toISOString()]),
    );
    expect(starts.get('Australia/Adelaide')).toBe('2026-11-27T17:30:00.000Z');
    expect(starts.get('Europe/Berlin')).toBe('2026-11-28T03:00:00.000Z');
  });

  test('BK-09 copy more attachments on a Saturday', () => {
    const newOn = (date: string) =>
      wavesOf(draw(200), date, assume())
        .flatMap(({ batches }) => batches)
        .reduce((sum, batch) => sum + batch.newAttachments, 0);
    expect(newOn(SATURDAY)).toBeGreaterThan(newOn('2026-11-27') * 2);
  });
});

describe('the forecast', () => {
  const drawn = draw(3000);

  test('names the quota that breaks first, from how many sites on, and what to raise it to', () => {
    const { limits } = night(drawn);
    const [first] = limits;
    expect(first).toMatchObject({
      quota: 'fargate-vcpu',
      value: 6,
      remedy: expect.stringMatching(/^raise to \d+ \(L-3032A538\)$/),
    });
    const at = first!.breaksAt!;
    // A little fewer sites do not break it, so many do.
    expect(
      night(draw(Math.floor(at * 0.9))).limits.find(({ quota }) => quota === 'fargate-vcpu')!.breaksAt,
    ).toBeUndefined();
    expect(night(draw(at)).limits.find(({ quota }) => quota === 'fargate-vcpu')!.demand).toBeGreaterThan(6);
  });

  test('breaks no quota that has been raised as it said', () => {
    const raised = Object.fromEntries(
      night(drawn).limits.flatMap(({ remedy = '' }) => {
        const [, value, code] = /^raise to (\d+) \((L-\w+)\)$/.exec(remedy) ?? [];
        return code ? [[code, Number(value)]] : [];
      }),
    );
    expect(Object.keys(raised)).toContain(FARGATE);
    for (const { breaksAt, quota } of night(drawn, raised).limits) {
      if (['fargate-vcpu', 'rds-instances'].includes(quota)) expect(breaksAt).toBeUndefined();
    }
  });

  test('says which servers are given up since their task is refused for too long, and none once it is not', () => {
    expect(night(drawn).asTheyAre.some(({ refused }) => refused > 0)).toBe(true);
    expect(night(drawn, { [FARGATE]: 10_000 }).asTheyAre.every(({ refused }) => refused === 0)).toBe(true);
  });

  test('ends no zone later with a doubled quota of Fargate', () => {
    const [six, twelve] = [6, 12].map((vcpu) => night(drawn, { [FARGATE]: vcpu }).asTheyAre);
    for (const [index, zone] of twelve!.entries()) expect(zone.lastEnds).toBeLessThanOrEqual(six![index]!.lastEnds);
  });

  test('ends no zone earlier with more sites', () => {
    const [few, many] = [drawn.slice(0, 1500), drawn].map((some) => night(some).raised);
    for (const zone of few!) {
      const same = many!.find(
        ({ region, timeZone, run }) => region === zone.region && timeZone === zone.timeZone && run === zone.run,
      );
      expect(same!.lastEnds).toBeGreaterThanOrEqual(zone.lastEnds);
    }
  });

  test('BK-01 says that a promise is broken, however much AWS raises, where servers are too slow', () => {
    expect(night(drawn.slice(0, 300)).promise).toBeUndefined();
    const slow = night(drawn.slice(0, 300), {}, ['siteSeconds=3600']);
    expect(slow.promise!.remedy).toMatch(/^no width of a wave helps/);
  });

  test('is a table for people', () => {
    const text = renderForecast(night(drawn));
    expect(text).toMatch(
      /^3,000 sites in the nights of 2026-11-28\n\nFirst to break: Fargate On-Demand vCPU resource count in /,
    );
    expect(text).toMatch(/^eu-central-1 +Europe\/Berlin +night +\d+ +\d+ +04:\d\d +04:\d\d +yes$/m);
  });
});

describe('the highest sum of what overlaps', () => {
  test('does not count what ends as the next begins', () => {
    expect(
      most([
        { from: 0, to: 2, rate: 1 },
        { from: 2, to: 3, rate: 1 },
        { from: 1, to: 2, rate: 5 },
      ]),
    ).toBe(6);
    expect(most([])).toBe(0);
  });
});

describe('assumptions', () => {
  test('can be given other values, and nothing else can', () => {
    expect(assume(['dumpRate=120']).dumpRate).toBe(120);
    expect(() => assume(['dumprate=120'])).toThrow(/Nothing is assumed of 'dumprate'; there are siteSeconds/);
    expect(() => assume(['dumpRate=fast'])).toThrow(/must be a number above 0, such as dumpRate=84/);
  });

  test('are what the platform is deployed with', () => {
    const text = readFileSync('test/snapshots/production-ap-southeast-2/sites.template.json', 'utf8');
    const { Resources } = JSON.parse(text) as { Resources: Record<string, { Properties: Record<string, unknown> }> };
    const of = (id: RegExp) => Object.entries(Resources).find(([logicalId]) => id.test(logicalId))![1].Properties;
    expect(Number(of(/^WorkerOperate\w+$/).Cpu) / 1024).toBe(ASSUMPTIONS.taskVcpu.value);
    const definition = JSON.stringify(of(/^AllbackupMachine\w+$/).DefinitionString).replaceAll('\\', '');
    expect(definition).toContain(`"MaxConcurrency":${ASSUMPTIONS.serversAtOnce.value},"ItemReader`);
    const retried = definition.slice(definition.indexOf('ECS.AmazonECSException'));
    const [, ...numbers] = /"IntervalSeconds":(\d+),"MaxAttempts":(\d+),"BackoffRate":(\d+)/.exec(retried) ?? [];
    const [interval = 0, attempts = 0, backoff = 0] = numbers.map(Number);
    const waited = Array.from({ length: attempts }, (_, attempt) => interval * backoff ** attempt);
    expect(waited.reduce((sum, seconds) => sum + seconds, 0)).toBe(ASSUMPTIONS.refusedMinutes.value * 60);
  });
});

describe('npm run capacity', () => {
  const run = (...args: string[]) =>
    execFileSync(process.execPath, ['--require', 'ts-node/register', 'bin/capacity.ts', ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    });

  test('prints a forecast, and the same one as JSON', () => {
    expect(run('--sites', '50', '--date', SATURDAY)).toMatch(/^50 sites in the nights of 2026-11-28/);
    const { sites: count, assumed } = JSON.parse(
      run('--sites', '50', '--date', SATURDAY, '--json', '--assume', 'dumpRate=50'),
    );
    expect([count, assumed.dumpRate]).toEqual([50, 50]);
  });

  test('says what is wrong with an option', () => {
    expect(() => run('--sites', 'many')).toThrow(/--sites 'many' must be a whole number/);
  });
});
