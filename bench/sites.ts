/** Synthesizes the example platform with as many further sites as its argument says; prints what it took. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Assembly } from '../lib/commitments/assembly';
import { createApp } from '../lib/platform/app';
import { addStages } from '../lib/platform/stages';
import { withFurtherSites } from './many-sites';

/** What `bench/sites.ts` prints, as JSON. */
export interface Sizes {
  /** Processor time for constructs and templates, without reading and checking the config. */
  readonly synthSeconds: number;
  /** Of all templates. */
  readonly digest: string;
}

process.env.CDK_VALIDATION = 'false';
const platform = withFurtherSites(Number(process.argv[2]));

const begun = process.cpuUsage();
const app = createApp();
addStages(app, platform);
app.synth();
const { user, system } = process.cpuUsage(begun);
const synthSeconds = (user + system) / 1e6;
const digest = createHash('sha256');
for (const { location } of Assembly.read(app.outdir).stacks) digest.update(readFileSync(location.templatePath));
console.log(JSON.stringify({ synthSeconds, digest: digest.digest('hex') } satisfies Sizes));
