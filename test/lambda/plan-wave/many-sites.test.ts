import { planWave } from '../../../lambda/plan-wave/planning';
import { BUCKET, COMMON, serverRecord } from '../support/site-records';
import { copied, DRILL, NIGHT, plan, stepsOf } from './waves';

describe('many sites on one server', () => {
  const many = (count: number, prefix = 'site') =>
    Array.from({ length: count }, (_, index) => copied(`${prefix}-${String(index).padStart(4, '0')}`, 'nightly'));

  test('are one run of the worker up to 200', () => {
    expect(plan(NIGHT, many(200)).batches).toHaveLength(1);
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
