import { createHash } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectLockConfigurationCommand } from '@aws-sdk/client-s3';
import { Memory } from '../../../lambda/rotate-backups/memory';
import type { RotateRequest } from '../../../lambda/rotate-backups/request';
import type { Report } from '../../../lambda/rotate-backups/report';
import { rotateSites, type Means } from '../../../lambda/rotate-backups/rotate-sites';
import type { Job, JobSite } from '../../../lambda/shared/job';
import type { SiteState } from '../../../lambda/shared/registry/records';
import type { Registry } from '../../../lambda/shared/registry/registry';
import { EVENT_SOURCE } from '../../../lambda/shared/site-events';
import { backupId, type Run, type Slot } from '../../../lambda/shared/slots';
import type { Step } from '../../../lambda/shared/step';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { RegionalClients } from '../../../worker/aws/regional-clients';
import { jsonLog } from '../../../worker/log';
import { Bucket } from '../../../worker/storage/bucket';
import { blobKey, partKey, PARTS, sitePrefix } from '../../../worker/storage/layout';
import type { Manifest, StoredPart } from '../../../worker/storage/manifest';
import { fingerprintOf } from '../../../worker/streams/digest';
import { createRegistry } from '../../support/registry-table';
import { EventQueue } from '../support/event-queue';
import { writtenManifest } from './written-manifest';

export const HOME = 'eu-central-1';
export const RECOVERY = 'eu-west-1';
export const REGIONS = [HOME, RECOVERY] as const;

export interface BackupToStore {
  readonly run?: Run;
  /** Default: the run's own. */
  readonly id?: string;
  /** Default: the one that the date fills. */
  readonly slot?: Slot;
  /** Contents of the attachments, new to this backup or not. */
  readonly attachments?: readonly string[];
  /** Regions of the site. Default: both. */
  readonly regions?: readonly string[];
  /** Regions that get the manifest. Default: all of the site; none: as a killed run leaves it. */
  readonly manifestIn?: readonly string[];
}

/** The buckets of site backups in two regions, versioned and locked as the platform's are, a registry and a queue of events. */
export class BackupStores {
  public static async start({ lockDays }: { readonly lockDays?: number } = {}): Promise<BackupStores> {
    const aws = await EmbeddedAws.start({ region: HOME });
    const { registry, table } = await createRegistry(aws);
    const queue = await EventQueue.listen(aws, { source: [EVENT_SOURCE] });
    const stores = new BackupStores(aws, registry, table, queue);
    for (const region of REGIONS) {
      const Bucket = `backups-${region}`;
      const s3 = stores.clients.s3(region);
      const CreateBucketConfiguration = { LocationConstraint: region };
      await s3.send(
        new CreateBucketCommand({
          Bucket,
          CreateBucketConfiguration,
          ObjectLockEnabledForBucket: lockDays !== undefined,
        }),
      );
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
      if (lockDays === undefined) continue;
      const DefaultRetention = { Mode: 'GOVERNANCE', Days: lockDays } as const;
      const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } } as const;
      await s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
    }
    await stores.clients.s3(HOME).send(new CreateBucketCommand({ Bucket: 'operations' }));
    return stores;
  }

  public readonly clients: RegionalClients;
  public readonly events: EventBridgeClient;
  public readonly log: Record<string, unknown>[] = [];
  /** Of a function that stays warm from the first rotation to the last. */
  public readonly memory = new Memory();
  /** Blobs that were stored, as a worker would find them. */
  private readonly blobs = new Set<string>();

  private constructor(
    public readonly aws: EmbeddedAws,
    public readonly registry: Registry,
    public readonly table: string,
    public readonly queue: EventQueue,
  ) {
    const { endpoint, credentials } = aws.client();
    this.clients = new RegionalClients(() => ({ endpoint, credentials }));
    this.events = new EventBridgeClient(aws.client());
  }

  public stop(): Promise<void> {
    return this.aws.stop();
  }

  public bucket(region: string): Bucket {
    return new Bucket(this.clients.s3(region), region, `backups-${region}`);
  }

  public site(id: string, changes: Partial<JobSite> = {}): JobSite {
    return {
      id,
      timeZone: 'Europe/Berlin',
      backupTimes: ['04:00'],
      keeps: { daily: 6, weekly: 4, monthly: 2 },
      dailyAttachmentsLimit: 1e9,
      residency: { name: 'european-union', regions: [...REGIONS] },
      applicationVersion: '7.4.1',
      copies: [],
      record: {},
      ...changes,
    };
  }

  /** A site that the registry knows. */
  public async knownSite(id: string, changes: Partial<JobSite> = {}, state: SiteState = 'active'): Promise<JobSite> {
    const job = this.site(id, changes);
    const since = '2026-01-01T00:00:00.000Z';
    await this.registry.describeSite({ id, state, since, kind: 'production', server: 'one', refresh: {}, job });
    return job;
  }

  /** Stores a backup with all its parts, as the worker would. */
  public async store(site: JobSite, localDate: string, backup: BackupToStore = {}): Promise<Manifest> {
    const { run = 'night', attachments = [], regions = REGIONS, manifestIn = regions } = backup;
    const id = backup.id ?? backupId(localDate, run);
    const set = { backup: id, localDate, run };
    const blobs = attachments.map((content) => ({ content, ...fingerprintOf(content) }));
    const list = blobs.map(({ bytes, sha256 }, index) => ({
      name: `${index}`,
      bytes,
      sha256,
      etag: '""',
      headers: { metadata: {} },
    }));
    const part = (name: 'configuration' | 'database' | 'attachments', text: string) =>
      this.put(partKey(site.id, id, name), text, regions);
    const [configuration, database, listed] = await Promise.all([
      part('configuration', `{"site":"${site.id}"}`),
      part('database', `dump of ${site.id} ${id}`),
      part('attachments', JSON.stringify({ set, attachments: list })),
      ...blobs.map(({ content, sha256 }) => this.putOnce(blobKey(site.id, sha256), content, regions)),
    ]);
    const about = { site, localDate, run, regions, backup: id, slot: backup.slot };
    const manifest = writtenManifest(about, { configuration, database, attachments: listed }, list.length);
    await this.put(partKey(site.id, id, 'manifest'), JSON.stringify(manifest), manifestIn);
    return manifest;
  }

  /** Stores a text in regions of a site. */
  public async put(key: string, text: string, regions: readonly string[] = REGIONS): Promise<StoredPart> {
    const stored = regions.map(
      async (region) => [region, (await this.bucket(region).put(key, text, {})) ?? ''] as const,
    );
    return { ...fingerprintOf(text), versions: Object.fromEntries(await Promise.all(stored)) };
  }

  private async putOnce(key: string, text: string, regions: readonly string[]): Promise<void> {
    if (this.blobs.has(key)) return;
    this.blobs.add(key);
    await this.put(key, text, regions);
  }

  /** The step that a state machine has a rotation follow. */
  public async step(
    sites: readonly JobSite[],
    changes: Partial<Step> = {},
    regions: readonly string[] = REGIONS,
  ): Promise<Step> {
    const place = (region: string) => ({
      region,
      siteBackups: `backups-${region}`,
      attachments: `attachments-${region}`,
    });
    const [home = HOME, recovery] = regions;
    const places = { home: place(home), ...(recovery && { recovery: place(recovery) }) };
    const common = { platform: 'cordon', environment: 'production', ...places };
    const job: Job = { ...common, server: { region: HOME, secret: 'server' }, sites: [...sites] };
    const text = JSON.stringify(job);
    const key = `jobs/${createHash('sha256').update(text).digest('hex')}/one.json`;
    await new Bucket(this.clients.s3(HOME), HOME, 'operations').put(key, text, {});
    const ids = sites.map(({ id }) => id);
    const paths = { job: `s3://operations/${key}`, outcomes: 's3://operations/outcomes/none' };
    return { operation: 'backup', server: 'one', sites: ids, arguments: [], then: 'rotate', ...paths, ...changes };
  }

  public means(changes: Partial<Means> = {}): Means {
    const { clients: aws, registry, memory, events } = this;
    const log = jsonLog((line) => this.log.push(JSON.parse(line) as Record<string, unknown>));
    const shutdown = new AbortController().signal;
    return { aws, region: HOME, registry, memory, events, log, now: () => new Date(), shutdown, ...changes };
  }

  /** Rotates sites, as it would be done at a moment. */
  public async rotate(
    sites: readonly JobSite[],
    now: Date | string,
    changes: Partial<Means> = {},
    request: Partial<RotateRequest> = {},
  ): Promise<Report> {
    const means = this.means({ now: () => new Date(now), ...changes });
    return rotateSites({ confirmed: [], step: await this.step(sites), ...request }, means);
  }

  public async remove(site: JobSite, changes: Partial<Means> = {}): Promise<Report['sites'][number]> {
    const step = await this.step([site], { operation: 'erase', then: 'remove' });
    const { sites } = await rotateSites({ confirmed: [], step }, this.means(changes));
    return sites[0]!;
  }

  /** Keys of a site's objects in a region, below its own prefix. */
  public async keys(site: JobSite, region: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of this.bucket(region).list(sitePrefix(site.id))) keys.push(key);
    return keys.map((key) => key.slice(sitePrefix(site.id).length));
  }

  /** Keys in both regions, which is to say the same ones. */
  public async stored(site: JobSite): Promise<string[]> {
    const [home, recovery] = await Promise.all(REGIONS.map((region) => this.keys(site, region)));
    expect(recovery).toEqual(home);
    return home!;
  }

  /** Ids of the backups with a manifest in both regions. */
  public async backups(site: JobSite): Promise<string[]> {
    const [home, recovery] = await Promise.all(REGIONS.map((region) => this.keys(site, region)));
    const manifests = home!.filter((key) => key.endsWith(`/${PARTS.manifest}`) && recovery!.includes(key));
    return manifests.map((key) => key.split('/')[0]!);
  }

  /** What is wrong with what is stored of a site: parts or blobs of its backups that a region lacks. */
  public async flaws(site: JobSite): Promise<string[]> {
    const flaws: string[] = [];
    for (const region of REGIONS) {
      const bucket = this.bucket(region);
      for (const id of await this.backups(site)) {
        const manifest = JSON.parse((await bucket.getText(partKey(site.id, id, 'manifest'))) ?? '') as Manifest;
        for (const part of ['configuration', 'database', 'attachments'] as const) {
          const text = await bucket.getText(partKey(site.id, id, part));
          if (text === undefined || fingerprintOf(text).sha256 !== manifest[part].sha256)
            flaws.push(`${region} ${id} ${part}`);
          if (part !== 'attachments') continue;
          for (const { sha256 } of (JSON.parse(text ?? '') as { attachments: { sha256: string }[] }).attachments) {
            if (!(await bucket.head(blobKey(site.id, sha256)))) flaws.push(`${region} ${id} ${sha256}`);
          }
        }
      }
    }
    return flaws;
  }
}
