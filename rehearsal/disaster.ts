import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import { Client } from 'pg';
import type { HomeRegion, Place, Site } from '../lib/config/platform';
import { catalogueOf, jobPlaceOf } from '../lib/config/catalogue';
import { outcomeSchema, type SiteOutcome } from '../lambda/shared/outcome';
import { bucketName } from '../lib/platform/names';
import type { Job } from '../lambda/shared/job';
import { inParallel } from '../worker/parallel';
import type { Manifest } from '../worker/storage/manifest';
import { digestOf } from './customer-data';
import type { Stage } from './stage';
import type { StoredBackups } from './stored-backups';
import { runWorker } from './worker-program';
import type { World } from './world';

/** What a site was, before the disaster, at its newest backup. */
export type Digests = ReadonlyMap<string, string>;

/** Digests of the live databases. */
export async function digests(world: World, region: 'home' | 'recovery', sites: readonly Site[]): Promise<Digests> {
  const found = new Map<string, string>();
  for (const { id } of sites) {
    const server = region === 'home' ? world.homeServer : world.recoveryServer;
    const client = new Client(server.client(id));
    await client.connect();
    found.set(id, await digestOf(client).finally(() => client.end()));
  }
  return found;
}

/**
 * The home region is lost: its database server is killed and its disk is gone, its buckets are empty, and nothing there
 * answers any more.
 */
export async function strike(world: World, home: HomeRegion): Promise<void> {
  const [pid] = readFileSync(join(world.homeServer.home, 'data', 'postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
  rmSync(world.homeServer.home, { recursive: true, force: true });
  const purposes = ['site-backups', 'attachments', 'operations', 'exports'] as const;
  await Promise.all(purposes.map((purpose) => empty(world, home, bucketName(home, purpose))));
  await world.door.break({ kind: 'region-down', region: home.region });
}

export interface RestoredSite {
  readonly site: string;
  readonly backup: string;
  /** From beginning to end, as the worker has measured it. @default - it failed */
  readonly seconds?: number;
  /** What the worker said if it failed. */
  readonly error?: string;
}

/**
 * Restores sites in the recovery region by what stands there alone: the config's catalogue names the sites, the bucket
 * has the backups, and the worker's program does the rest, as the runbook has it after the loss of a region.
 */
export async function restoreThere(
  world: World,
  { platform, home }: Stage,
  chosen: ReadonlyMap<string, Manifest>,
  authorities: string,
): Promise<RestoredSite[]> {
  const { recovery } = home;
  if (!recovery) throw new Error(`${home.region} has no recovery region`);
  const job = recoveryJob({ platform, home }, recovery.region, [...chosen.keys()]);
  const file = join(world.directory, 'recovery.json');
  writeFileSync(file, JSON.stringify(job));
  // By backup, since that is what the program is told; as many sites at once as the program works on by itself.
  const backups = new Map<string, string[]>();
  for (const [site, { backup }] of chosen) backups.set(backup, [...(backups.get(backup) ?? []), site]);
  const restored: RestoredSite[] = [];
  for (const [backup, sites] of backups) {
    const named = sites.flatMap((site) => ['--site', site]);
    const args = ['restore', '--job', file, ...named, '--backup', backup, '--operation', 'disaster'];
    const { said } = await runWorker(world, recovery.region, authorities, args);
    const outcomes = new Map(outcomesOf(said).map((outcome) => [outcome.site, outcome]));
    restored.push(...sites.map((site) => restoredSite(site, backup, outcomes.get(site), said)));
  }
  return restored.sort((a, b) => (a.site < b.site ? -1 : 1));
}

/** What the program has printed: a line of JSON for each site. */
function outcomesOf(said: string): SiteOutcome[] {
  const lines = said.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => outcomeSchema.parse(JSON.parse(line)));
}

function restoredSite(site: string, backup: string, outcome: SiteOutcome | undefined, said: string): RestoredSite {
  if (outcome?.outcome === 'done') return { site, backup, seconds: Number(outcome.result.seconds) };
  const error = outcome ? `${outcome.error.kind}: ${outcome.error.message}` : `nothing was said of it: ${said}`;
  return { site, backup, error };
}

/** Files that are read at a time: while one is on the way, another is hashed. */
const READ_AT_ONCE = 3;

/** Attachments of a backup that are not, or not the same, where the application looks for them. */
export async function wrongAttachments(
  world: World,
  place: Place,
  manifest: Manifest,
  stored: StoredBackups,
): Promise<string[]> {
  const { attachments } = await stored.attachments(place, manifest);
  const s3 = world.s3(place.region);
  const Bucket = bucketName(place, 'attachments');
  const wrong: string[] = [];
  await inParallel(attachments, READ_AT_ONCE, new AbortController().signal, async ({ name, sha256 }) => {
    const hash = createHash('sha256');
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `${manifest.site}/${name}` }));
      for await (const chunk of Body as AsyncIterable<Buffer>) hash.update(chunk);
      if (hash.digest('hex') !== sha256) wrong.push(name);
    } catch {
      wrong.push(name);
    }
  });
  return wrong;
}

/** A job of the worker on sites, made of the config alone. */
export function recoveryJob(
  { platform, home }: Pick<Stage, 'platform' | 'home'>,
  region: string,
  ids: readonly string[],
): Job {
  const { sites, servers } = catalogueOf(platform, home.environment, home.region);
  return {
    platform: home.platform,
    environment: home.environment,
    home: jobPlaceOf(home),
    ...(home.recovery && { recovery: jobPlaceOf(home.recovery) }),
    server: { region, secret: servers[0]?.secret ?? '' },
    sites: sites.map(({ job }) => job).filter(({ id }) => ids.includes(id)),
  };
}

async function empty(world: World, { region }: Place, Bucket: string): Promise<void> {
  const s3 = world.s3(region);
  let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (from) {
    const page: ListObjectVersionsCommandOutput = await s3.send(new ListObjectVersionsCommand({ Bucket, ...from }));
    const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    const Objects = found.map(({ Key, VersionId }) => ({ Key: Key ?? '', VersionId }));
    if (Objects.length > 0) await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    from = page.IsTruncated ? { KeyMarker, VersionIdMarker } : undefined;
  }
}
