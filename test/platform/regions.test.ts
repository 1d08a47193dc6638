import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { loadPlatform } from '../../lib/config/load';
import type { HomeRegion, Platform } from '../../lib/config/platform';
import { createApp } from '../../lib/platform/app';
import { addStages } from '../../lib/platform/stages';
import { stacksOf } from '../support/assembly';
import { readable } from '../support/readable';

const platform = loadPlatform('config');
const production = platform.environments.find(({ name }) => name === 'production')!;
const [model, ...others] = production.regions as [HomeRegion, ...HomeRegion[]];

/** The region with the model's servers and sites, as the only one of its platform. */
function alone(region: HomeRegion): Platform {
  const { servers, sites, timeZone, egressHosts } = model;
  const recovery = { ...region.recovery!, egressHosts: model.recovery!.egressHosts };
  const twin = { ...region, servers, sites, timeZone, egressHosts, recovery };
  return { ...platform, environments: [{ ...production, mainRegion: region.region, regions: [twin] }] };
}

/** What may differ between two regions, by what to call it. */
function particulars(region: HomeRegion): [string, string][] {
  const recovery = region.recovery!;
  const account = (name: string) => RegionInfo.get(name).elbv2Account;
  return [region, recovery]
    .flatMap((place, index): [string, string][] => [
      ...place.zones.map((zone, n): [string, string] => [zone, `<zone ${index}${n}>`]),
      [place.region, `<region ${index}>`],
      [place.cidr.split('.').slice(0, 2).join('.') + '.', `<range ${index}>.`],
      ...(account(place.region) ? [[account(place.region)!, '<load balancing account>'] as [string, string]] : []),
    ])
    .concat([
      [region.domain, '<domain>'],
      [region.hostedZoneId, '<hosted zone>'],
    ]);
}

function templates(region: HomeRegion): Map<string, string> {
  const app = createApp({ outdir: mkdtempSync(join(tmpdir(), 'cordon-region-')) });
  addStages(app, alone(region));
  const words = particulars(region).sort(([a], [b]) => b.length - a.length);
  const mask = (text: string) => words.reduce((masked, [word, name]) => masked.replaceAll(word, name), text);
  return new Map(
    stacksOf(app.synth()).map(({ stage, stack, template }) => [mask(`${stage}/${stack}`), mask(readable(template))]),
  );
}

const expected = templates(model);

test.each(others.map((region) => [region.region, region] as const))(
  '%s and its recovery region, given the same servers, differ from the reviewed ones in names, ranges and zones only',
  (_, region) => {
    const actual = templates(region);
    expect([...actual.keys()]).toEqual([...expected.keys()]);
    for (const [name, template] of expected) expect(actual.get(name)).toBe(template);
  },
);
