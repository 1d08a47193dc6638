import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVERS_PER_STACK, place } from '../../lib/config/placement';
import type { PlatformConfig } from '../../lib/config/platform-schema';
import { resolvePlatform } from '../../lib/config/resolve';
import { createApp } from '../../lib/platform/app';
import { addStages } from '../../lib/platform/stages';
import { example, siteNumber } from '../config/example-config';
import { stacksOf } from '../support/assembly';
import type { Template } from '../support/assembly';

/** All of them in the same region. */
const sites = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`site-${n}`, siteNumber(3 * n)]));

/** The example with servers that hold so many sites each. */
function withServersFor(maxSites: number): PlatformConfig {
  const production = example.config.environments.production!;
  const { shared, ...others } = production.databaseServers;
  const databaseServers = { ...others, shared: { ...shared, maxSites, maxStorageGb: 60_000 } };
  return {
    ...example.config,
    environments: { ...example.config.environments, production: { ...production, databaseServers } },
  };
}

/** The templates of the region that the sites live in. */
function synthesize(config: PlatformConfig, count: number): Map<string, Template> {
  const platform = resolvePlatform(config, sites(count), place(config, sites(count), {}));
  const environments = platform.environments
    .filter(({ name }) => name === 'production')
    .map((production) => ({
      ...production,
      regions: production.regions.filter(({ region }) => region === production.mainRegion),
    }));
  const app = createApp({ outdir: mkdtempSync(join(tmpdir(), 'cordon-growth-')) });
  addStages(app, { ...platform, environments });
  return new Map(stacksOf(app.synth()).map(({ stage, stack, template }) => [`${stage}/${stack}`, template]));
}

test('a thousand sites have the same stacks, to the letter, as one: sites are data', () => {
  const roomy = withServersFor(1000);
  expect(synthesize(roomy, 1000)).toEqual(synthesize(roomy, 1));
});

test('more servers than one stack should hold spread over several, and leave the first as it was', () => {
  const crowded = withServersFor(1);
  const full = synthesize(crowded, SERVERS_PER_STACK);
  const spilled = synthesize(crowded, 2 * SERVERS_PER_STACK + 1);
  const data = (stacks: Map<string, Template>) => [...stacks.keys()].filter((name) => /\/data-\d+$/.test(name));
  expect(data(full)).toHaveLength(1);
  expect(data(spilled)).toHaveLength(3);
  for (const name of data(full)) expect(spilled.get(name)).toEqual(full.get(name));
});
