import { checkSize, planWave } from '../../../lambda/plan-wave/planning';
import type { SiteRecord } from '../../../lambda/shared/registry/records';
import { BUCKET, COMMON, serverRecord, siteRecord } from '../support/site-records';
import { copied, DRILL, NIGHT, plan, stepsOf } from './waves';

describe('many sites on one server', () => {
  const many = (count: number, prefix = 'site') =>
    Array.from({ length: count }, (_, index) => copied(`${prefix}-${String(index).padStart(4, '0')}`, 'nightly'));

  test('are one run of the worker up to 200', () => {
    expect(plan(NIGHT, many(200)).plan.batches).toHaveLength(1);
  });

  test('are shared out evenly above, with one proof for the server, and keys of their own', () => {
    const planned = plan(NIGHT, many(401));
    const backups = stepsOf(planned).filter(({ operation }) => operation === 'backup');
    expect(backups.map(({ sites }) => sites.length)).toEqual([134, 133, 134]);
    expect(new Set(backups.flatMap(({ sites }) => sites)).size).toBe(401);
    expect(stepsOf(planned).filter(({ operation }) => operation === 'verify')).toHaveLength(1);
    const keys = planned.files.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const outcomes = stepsOf(planned).map((step) => step.outcomes);
    expect(new Set(outcomes).size).toBe(outcomes.length);
  });

  test('never make a command line longer than ECS takes', () => {
    const long = many(200, 'a'.repeat(36));
    for (const request of [NIGHT, DRILL]) {
      for (const step of stepsOf(plan(request, long))) {
        expect(JSON.stringify(step.arguments).length).toBeLessThan(1000);
      }
    }
  });

  test('give keys that no two servers share, whatever they are called', () => {
    const servers = ['shared', 'shared-1', 'shared-1-clone'];
    const sites = servers.flatMap((server) =>
      many(201, server.replaceAll('-', '')).map((site) => ({ ...site, server })),
    );
    const planning = { bucket: BUCKET, common: COMMON, execution: 'night-1' };
    const planned = planWave(NIGHT, { sites, servers: servers.map(serverRecord) }, planning);
    const keys = [...planned.files.map(({ key }) => key), ...stepsOf(planned).map(({ outcomes }) => outcomes)];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the size of a plan', () => {
  const zone = (count: number, length: number, onOne = 50) =>
    Array.from({ length: count }, (_, index) =>
      siteRecord(`s${String(index).padStart(length - 1, '0')}`, { server: `server-${Math.floor(index / onOne)}` }),
    );
  const size = (sites: readonly SiteRecord[]) => {
    const servers = [...new Set(sites.map(({ server }) => server))].map(serverRecord);
    // As long as EventBridge Scheduler makes it.
    const execution = 'x'.repeat(73);
    const request = { ...NIGHT, execution };
    return checkSize(planWave(request, { sites, servers }, { bucket: BUCKET, common: COMMON, execution }).plan);
  };

  test('is within what Step Functions takes for 5,000 sites of a zone, 200 on each server', () => {
    expect(size(zone(5000, 20, 200))).toBeLessThan(200_000);
  });

  test('is refused with its figures where it is not', () => {
    expect(() => size(zone(5000, 41, 200))).toThrow(
      /^The plan of 5000 sites in 25 batches is 2\d{5} bytes long, and at most 200000 can be passed on/,
    );
  });
});
