import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CATALOGUE_KEY, type Catalogue } from '../lambda/shared/catalogue';
import { Registry } from '../lambda/shared/registry/registry';
import { catalogueOf, renderCatalogue } from '../lib/config/catalogue';
import type { HomeRegion } from '../lib/config/platform';
import { bucketName } from '../lib/platform/names';
import { sourceFingerprint } from '../lib/evidence/source-fingerprint';
import { synthesizeSites } from './app';
import { buildOnce } from './build-once';
import { bootstrap, deploy, END_WITH_PARENT, PARENT } from './deployment';
import { authoritiesOf, type Ground } from './ground';
import type { Stage } from './stage';
import { LEASE_SECONDS, type World } from './world';
import { allEnded } from '../worker/parallel';

const ROOT = join(__dirname, '..');

/**
 * Synthesizes the whole platform under every check: once for the same sources, of which the config is a part unless it
 * is another folder's.
 */
export async function checkAll(world: World, signal: AbortSignal): Promise<void> {
  if (process.env.CORDON_CONFIG !== undefined) return synthesizeAll(world, signal);
  const checked = join(ROOT, '.cache', 'checked');
  await buildOnce(join(checked, sourceFingerprint(ROOT)), () => synthesizeAll(world, signal));
}

/** In a process of its own: the same as CI does. */
function synthesizeAll({ directory }: World, signal: AbortSignal): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const args = [
      ...END_WITH_PARENT,
      '--require',
      'ts-node/register',
      join('bin', 'synth.ts'),
      join(directory, 'platform'),
    ];
    const options = { cwd: ROOT, env: { ...process.env, ...PARENT }, maxBuffer: 1e8, signal };
    execFile(process.execPath, args, options, (error, said, complaints) => {
      if (error)
        reject(new Error(`The platform does not pass its checks:\n${said.slice(-3000)}${complaints.slice(-3000)}`));
      else resolve();
    });
  });
}

/** Deploys the sites stacks of the home region and of the copies in it. */
export async function deployAll(
  world: World,
  { home, copies }: Stage,
  ground: Ground,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const authorities = join(world.directory, 'authorities.pem');
  writeFileSync(authorities, authoritiesOf(world));
  const environment = {
    PGSSLROOTCERT: authorities,
    POSTGRES_BIN: world.bin,
    WORKER_RUNS: world.runs,
    AWS_ENDPOINT_URL: world.aws.endpoint,
    LEASE_SECONDS: String(LEASE_SECONDS),
  };
  const outdir = join(world.directory, 'assembly');
  const [assembly] = await allEnded([
    // Once the other, which is a process of its own, has been started.
    Promise.resolve().then(() => synthesizeSites([home, ...copies], ground, environment, outdir)),
    bootstrap(world, home, say, signal),
  ]);
  await deploy(world, assembly, say, signal);
  return authorities;
}

/** Sites whose onboarding is under way at a time: each has a process of its own. */
const ONBOARDED_AT_ONCE = 3;

/** Publishes the catalogue of a region, which makes new sites be onboarded, and waits until all are. */
export async function onboard(
  world: World,
  { platform }: Stage,
  home: HomeRegion,
  say: (line: string) => void,
): Promise<void> {
  const catalogue = quiet(catalogueOf(platform, home.environment, home.region));
  const registry = await registryOf(world, home);
  for (let count = 0; count < catalogue.sites.length;) {
    count = Math.min(count + ONBOARDED_AT_ONCE, catalogue.sites.length);
    await publish(world, home, { ...catalogue, sites: catalogue.sites.slice(0, count) });
    await untilActive(registry, count);
    say(`${count} of ${catalogue.sites.length} sites of ${home.environment} are onboarded`);
  }
}

async function untilActive(registry: Registry, count: number): Promise<void> {
  for (let patience = 600; patience > 0; patience--) {
    const sites = await registry.sites();
    if (sites.filter(({ state }) => state === 'active').length >= count) return;
    await sleep(200);
  }
  throw new Error(`Not all of ${count} sites were onboarded within two minutes`);
}

/** Copies are made when they are asked for: every night would take most of the rehearsal's time. */
function quiet(catalogue: Catalogue): Catalogue {
  const sites = catalogue.sites.map((site) => ({
    ...site,
    refresh: Object.fromEntries(Object.keys(site.refresh).map((copy) => [copy, 'request' as const])),
  }));
  return { ...catalogue, sites };
}

async function publish(world: World, home: HomeRegion, catalogue: Catalogue): Promise<void> {
  const s3 = world.s3(home.region);
  const Body = renderCatalogue(catalogue);
  await s3.send(new PutObjectCommand({ Bucket: bucketName(home, 'operations'), Key: CATALOGUE_KEY, Body }));
}

/** The registry of an environment, whose table CloudFormation has named after the stack. */
export async function registryOf(world: World, { environment }: HomeRegion): Promise<Registry> {
  const client = new DynamoDBClient(world.aws.client());
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const table = TableNames.find((name) => name.startsWith(`sites-${environment}-`));
  if (table === undefined) throw new Error(`No registry of ${environment} is deployed, only ${TableNames.join(', ')}`);
  return new Registry(DynamoDBDocumentClient.from(client), table);
}
