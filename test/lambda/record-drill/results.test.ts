import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeDrill } from '../../../lambda/record-drill/results';
import { readDrills } from '../../../lib/evidence/drill';

const AT = '2026-07-22T00:00:00.000Z';
const about = { at: AT, now: '2026-07-22T01:30:00.000Z', region: 'eu-central-1', recoveryRegion: 'eu-west-1' };

const done = (site: string, snapshotAt = '2026-07-21T18:00:00.000Z') =>
  JSON.stringify({ site, outcome: 'done', result: { backup: '2026-07-21-1-night', snapshotAt, seconds: 12.5 } });
const failed = (site: string) =>
  JSON.stringify({ site, outcome: 'failed', error: { kind: 'BackupDamaged', message: 'cut short' }, exitCode: 14 });

test('DR-01, DR-04: RPO and RTO of each site and of the region', () => {
  const { result, problems } = judgeDrill(
    about,
    ['a', 'b'],
    `${done('a')}\n${done('b', '2026-07-21T12:00:00.000Z')}\n`,
  );
  expect(problems).toEqual([]);
  expect(result).toEqual({
    kind: 'drill',
    at: AT,
    region: 'eu-central-1',
    recoveryRegion: 'eu-west-1',
    sites: [
      { site: 'a', backup: '2026-07-21-1-night', rpoHours: 6, rtoSeconds: 12.5 },
      { site: 'b', backup: '2026-07-21-1-night', rpoHours: 12, rtoSeconds: 12.5 },
    ],
    regionSeconds: 5400,
    met: true,
  });
});

test('a result is one that can be kept in drills/ as it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drills-'));
  const results = [judgeDrill(about, ['a'], done('a')).result, judgeDrill(about, [], undefined, 'no server').result];
  for (const [index, result] of results.entries()) writeFileSync(join(folder, `${index}.json`), JSON.stringify(result));
  expect(readDrills(folder)).toEqual(results);
  rmSync(folder, { recursive: true });
});

test.each<[string, Parameters<typeof judgeDrill>, RegExp]>([
  ['a site failed', [about, ['a', 'b'], `${done('a')}\n${failed('b')}`], /^1 sites could not be restored: b$/],
  ['a site was not come to', [about, ['a', 'b'], done('a')], /^1 sites could not be restored: b$/],
  ['a line was cut short', [about, ['a'], done('a').slice(0, 40)], /^1 sites could not be restored: a$/],
  ['the worker wrote nothing', [about, ['a'], undefined, 'States.Timeout'], /^States.Timeout; 1 sites could not/],
  ['there was no server', [about, [], undefined, 'ServerFailed'], /^ServerFailed; no site was restored$/],
  [
    'a backup was old',
    [about, ['a'], done('a', '2026-07-20T21:00:00.000Z')],
    /^the newest backup of 1 sites is over a/,
  ],
  [
    'it took longer than a working day',
    [{ ...about, now: '2026-07-22T08:01:00.000Z' }, ['a'], done('a')],
    /^it took 481 minutes, a working day has 480$/,
  ],
])('DR-04: a drill fails when %s', (_, args, why) => {
  const { result, problems } = judgeDrill(...args);
  expect(result.met).toBe(false);
  expect(problems.join('; ')).toMatch(why);
});

test('the region has a recovery time only where every site came back', () => {
  expect(judgeDrill(about, ['a', 'b'], done('a')).result).not.toHaveProperty('regionSeconds');
});
