/** Synthesizes the example platform with as many sites as its argument says, all on one server; prints what it took. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readConfig } from '../lib/config/load';
import { place } from '../lib/config/placement';
import { resolvePlatform } from '../lib/config/resolve';
import type { SiteConfig } from '../lib/config/site-schema';
import { Assembly } from '../lib/commitments/assembly';
import { createApp } from '../lib/platform/app';
import { addStages } from '../lib/platform/stages';

/** What `bench/sites.ts` prints, as JSON. */
export interface Sizes {
  /** Processor time for constructs and templates, without reading and checking the config. */
  readonly synthSeconds: number;
  /** Of all templates. */
  readonly digest: string;
}

process.env.CDK_VALIDATION = 'false';
const count = Number(process.argv[2]);
const { config, sites } = readConfig('config');
const [model] = Object.values(sites) as [SiteConfig];
const domain = model.hostName.slice(model.hostName.indexOf('.'));
const many = Object.fromEntries(
  Array.from({ length: count }, (_, i) => [
    `site-${i}`,
    { ...model, package: '1gb' as const, customGb: undefined, options: [], hostName: `site-${i}${domain}` },
  ]),
);
// Servers are what a platform grows by; here there is one, however many sites it has to hold.
const production = config.environments.production!;
const shared = { ...production.databaseServers.shared, maxSites: 10_000, maxStorageGb: 20_000 };
const roomy = {
  ...config,
  environments: {
    ...config.environments,
    production: { ...production, databaseServers: { ...production.databaseServers, shared } },
  },
};
const platform = resolvePlatform(roomy, many, place(roomy, many, {}));

const begun = process.cpuUsage();
const app = createApp();
addStages(app, platform);
app.synth();
const { user, system } = process.cpuUsage(begun);
const synthSeconds = (user + system) / 1e6;
const digest = createHash('sha256');
for (const { location } of Assembly.read(app.outdir).stacks) digest.update(readFileSync(location.templatePath));
console.log(JSON.stringify({ synthSeconds, digest: digest.digest('hex') } satisfies Sizes));
