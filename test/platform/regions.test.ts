import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { DELIVERY } from '../../lib/config/delivery';
import { loadPlatform } from '../../lib/config/load';
import type { Environment, HomeRegion, Platform, RecoveryRegion } from '../../lib/config/platform';
import { createApp } from '../../lib/platform/app';
import { addRecoveryRegion } from '../../lib/platform/recovery-region';
import { addStages } from '../../lib/platform/stages';
import { stacksOf } from '../support/assembly';
import { readable } from '../support/readable';

const platform = loadPlatform('config');
const production = platform.environments.find(({ name }) => name === 'production')!;
const [model, ...others] = production.regions as [HomeRegion, ...HomeRegion[]];

/** What third parties receive goes where the sites' residencies have it, which are the model's in each region. */
const subProcessors = platform.config.subProcessors.map((processor) => ({
  ...processor,
  endpoints: Object.fromEntries(
    Object.entries(processor.endpoints).map(([name, one]) => [name, { ...one, host: 'logs.third-party.example' }]),
  ),
}));
const config = { ...platform.config, subProcessors };

/** The region with the model's servers and sites, as the only one of its platform. */
function alone(region: HomeRegion, state: RecoveryRegion['state']): Platform {
  const { servers, sites, timeZone } = model;
  const egressHosts = ['logs.third-party.example'];
  const recovery = { ...region.recovery!, egressHosts, state };
  const twin = { ...region, servers, sites, timeZone, egressHosts, recovery };
  return { ...platform, config, environments: [{ ...production, mainRegion: region.region, regions: [twin] }] };
}

/** At rest, all that a region and its recovery region have; active, what the recovery region has. */
function add(app: App, region: HomeRegion, state: RecoveryRegion['state']): void {
  const only = alone(region, state);
  if (state === 'standby') return addStages(app, only);
  const [environment] = only.environments as [Environment];
  const [home] = environment.regions as [HomeRegion];
  addRecoveryRegion(app, only, environment, home, home.recovery!);
}

/** What may differ between two regions, by what to call it. */
function particulars(region: HomeRegion): [string, string][] {
  const places = [region, region.recovery!].flatMap((place, index): [string, string][] => {
    const [a, b] = place.cidr.split('.') as [string, string];
    const loadBalancing = RegionInfo.get(place.region).elbv2Account;
    return [
      ...place.zones.map((zone, n): [string, string] => [zone, `<zone ${index}${n}>`]),
      [place.region, `<region ${index}>`],
      [place.region.replaceAll('-', ''), `<region ${index}>`],
      [`${a}.${b}.`, `<range ${index}>.`],
      [`.${b}.${a}.in-addr`, `.<range ${index}>.in-addr`],
      ...(loadBalancing ? [[loadBalancing, '<load balancing account>'] as [string, string]] : []),
    ];
  });
  const certificate = platform.config.identity.certificates[region.environment]?.[region.region];
  return [
    ...places,
    [region.domain, '<domain>'],
    [region.hostedZoneId, '<hosted zone>'],
    ...(certificate === undefined ? [] : [[certificate, '<certificate>'] as [string, string]]),
  ];
}

/** Templates by stage and stack, with the particulars masked. */
function templates(region: HomeRegion, state: RecoveryRegion['state']): Map<string, unknown> {
  const words = particulars(region).sort(([a], [b]) => b.length - a.length);
  const mask = (text: string) =>
    words
      .reduce((masked, [word, name]) => masked.replaceAll(word, name), text)
      // Names made by the CDK end in a hash of the path, which has the region in it.
      .replace(/("[^"]*production[^"]*?)(?:[0-9A-F]{8})+(?=[-"\\])/g, '$1<hash>');
  const app = createApp({ outdir: mkdtempSync(join(tmpdir(), 'cordon-region-')) });
  add(app, region, state);
  return new Map(
    stacksOf(app.synth())
      // Stands in one region, whichever others there are.
      .filter(({ stage }) => stage !== `${DELIVERY}-account`)
      .map(({ stage, stack, template }) => [
        mask(`${stage}/${stack}`),
        JSON.parse(mask(readable(template)), (_, value: unknown) => (Array.isArray(value) ? comparable(value) : value)),
      ]),
  );
}

/** Without the statement that only regions older than 2022 need; texts sorted, since the CDK sorts by masked names. */
function comparable(list: unknown[]): unknown[] {
  if (list.every((item) => typeof item === 'string')) return [...list].sort();
  return list.filter((item) => (item as { Sid?: string }).Sid !== 'LoadBalancersOfOlderRegions');
}

describe.each(['standby', 'active'] as const)('with the recovery region %s (DR-03)', (state) => {
  // Another test holds the first active one to every check; it lacks what some regions of AWS lack.
  const [first, ...rest] = state === 'standby' ? [model, ...others] : others;
  const expected = templates(first!, state);

  test.each(rest.map((region) => [region.region, region] as const))(
    '%s and its recovery region, given the same servers, differ from the reviewed ones in names, ranges and zones only',
    (_, region) => {
      const actual = templates(region, state);
      expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [name, template] of expected) expect({ [name]: actual.get(name) }).toEqual({ [name]: template });
    },
  );
});
