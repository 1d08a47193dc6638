import { renderChanges, renderJson, renderPlatform, renderSummary } from '../../lib/config/report';
import { loadPlatform } from '../../lib/config/load';
import { resolvePlatform } from '../../lib/config/resolve';
import type { Placement } from '../../lib/config/placement-schema';
import { TODAY } from './broken/broken-config';
import { example } from './example-config';

const platform = loadPlatform('config', { today: TODAY });

test('the summary fits on a line', () => {
  expect(renderSummary(platform)).toMatch(
    /^Vinefield Software: no problems in 3 environments, 7 home and 3 recovery regions, \d+ database servers, \d+ production sites and \d+ companions\.$/,
  );
});

test('the report shows where a site lives, when it is backed up, what is kept and where it recovers', () => {
  const report = renderPlatform(platform);
  const line = (id: string) => report.split('\n').find((row) => row.trim().startsWith(`${id} `)) ?? '';
  expect(line('saguaro-field-services').trim().split(/ {2,}/)).toEqual([
    'saguaro-field-services',
    'saguaro.us.vinefield.example',
    'dedicated-saguaro-field-services',
    'America/Phoenix',
    'custom (400 GB)',
    'united-states',
    '04:00 16:00',
    '2 monthly, 4 weekly, 6 daily, 6 afternoon',
    'daily',
    'test',
    '-',
  ]);
  expect(line('goldhill-vineyards')).toMatch('daily up to 1 GB, above on Saturdays  -  ');
  expect(line('goldhill-vineyards')).toMatch(/since 2026-03-02$/);
  expect(line('lindenhof-keller')).toMatch(/ {2}test training \(masked\) +-$/);
  expect(line('production,')).toBe('production, account 111111111111, application 7.4.1');
  expect(line('us-west-2')).toMatch('recovers in us-east-1 (10.19.0.0/16)');
});

test('the report points at servers without sites', () => {
  const placement = structuredClone(example.placement);
  placement.production!['us-west-2']!['shared-2'] = { stack: 'data-1', timeZone: 'UTC', sites: [] };
  const report = renderPlatform(resolvePlatform(example.config, example.sites, placement));
  expect(report).toMatch(/shared-2 .* empty: 'removed: true' in placement\.yaml takes it down/);
});

test('the JSON has its keys in order and does not repeat platform.yaml', () => {
  const text = renderJson(platform);
  const parsed = JSON.parse(text) as { environments: Record<string, unknown>[] };
  expect(Object.keys(parsed)).toEqual(['environments', 'name']);
  expect(Object.keys(parsed.environments[0] ?? {})).toEqual(['account', 'mainRegion', 'name', 'regions']);
});

test('the changes of a placement name who came, and who went', () => {
  const on = (...sites: string[]): Placement => ({
    test: { r: { 'shared-1': { stack: 'data-1', timeZone: 'UTC', sites } } },
  });
  expect(renderChanges(on('a', 'b'), on('b', 'c'))).toBe('+ c on test/r/shared-1\n- a from test/r/shared-1');
  expect(renderChanges(on('a'), on('a'))).toBe('Every site has its server already.');
});
