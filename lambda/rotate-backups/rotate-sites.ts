import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { RegionalClients } from '../../worker/aws/regional-clients';
import { WorkerError } from '../../worker/errors';
import { parseJob, sitesOf, type Job, type JobSite } from '../../worker/job';
import { S3Leases } from '../../worker/leases/s3-leases';
import type { Log } from '../../worker/log';
import { inParallel } from '../../worker/parallel';
import { withLease, type Workshop } from '../../worker/site-work';
import { Bucket } from '../../worker/storage/bucket';
import { s3Object } from '../../worker/storage/s3-object';
import type { Registry } from '../shared/registry/registry';
import { publish } from '../shared/site-events';
import type { Memory } from './memory';
import { removeSite } from './remove-site';
import { failureOf, type Report, type SiteReport, type Tally } from './report';
import type { RotateRequest } from './request';
import { rotateSite } from './rotate-site';
import type { HeldBack } from './rotation';
import type { StoredBackup } from './site-contents';

/** What all rotations of a run share. */
export interface Means {
  readonly aws: RegionalClients;
  /** Where the function runs, and its jobs are. */
  readonly region: string;
  readonly registry: Registry;
  readonly memory: Memory;
  readonly events: EventBridgeClient;
  readonly log: Log;
  readonly now: () => Date;
  /** Aborted when the function must come to an end. */
  readonly shutdown: AbortSignal;
}

const SITES_AT_ONCE = 4;
/** Seconds after which a site is free again whose rotation was killed; as long as the worker's. */
const LEASE_SECONDS = 300;

/**
 * Rotates the backups of the sites of a step, or removes all those of erased sites. One site's failure is no other's:
 * each is reported, and whatever was left undone the next run does. That goes for a site which somebody works on as
 * well: it is reported as AlreadyRunning, and nothing is lost by waiting until tomorrow.
 */
export async function rotateSites(request: RotateRequest, means: Means): Promise<Report> {
  const { step, site: only } = request;
  if (step.then === 'nothing') throw new WorkerError('BadRequest', 'The step is followed by no rotation');
  const job = parseJob(await s3Object(step.job, means.aws, means.region).read());
  const shop = workshop(job, means);
  const sites = sitesOf(job, only === undefined ? step.sites : [only]);
  const reports = await inParallel(sites, SITES_AT_ONCE, new AbortController().signal, (site) =>
    reportOn(site, shop, means, request),
  );
  return { sites: reports, failed: reports.filter(({ error }) => error !== undefined).length };
}

async function reportOn(site: JobSite, shop: Workshop, means: Means, request: RotateRequest): Promise<SiteReport> {
  const tally: Tally = { kept: 0, removed: 0, blobs: 0, heldBack: 0, locked: 0 };
  const { registry, memory } = means;
  const { step, confirmed } = request;
  try {
    shop.shutdown.throwIfAborted();
    await withLease(shop, site, step.then, (work) => {
      if (step.then === 'remove') return removeSite(work, registry, tally);
      const tell = (heldBack: readonly HeldBack<StoredBackup>[]) => tellOnCall(means, request, site.id, heldBack);
      return rotateSite(work, { registry, memory, confirmed, tell }, tally);
    });
    return { site: site.id, ...tally };
  } catch (error) {
    const failure = failureOf(error);
    means.log.warn('Not finished', { site: site.id, ...tally, ...failure });
    return { site: site.id, ...tally, error: failure };
  }
}

function tellOnCall(
  { events }: Means,
  { step }: RotateRequest,
  site: string,
  heldBack: readonly HeldBack<StoredBackup>[],
): Promise<void> {
  const groups = heldBack.map(({ surplus, backups, because }) => `${backups.length} ${surplus} (${because})`);
  const detail = {
    site,
    operation: 'rotate',
    message: `Backups stay until a person confirms their removal: ${groups.join(', ')}`,
    heldBack: heldBack.map(({ surplus, backups }) => ({ surplus, backups: backups.map(({ id }) => id) })),
    // What to call the function with to confirm all of it.
    confirmation: {
      step: { ...step, sites: [site], arguments: [] },
      site,
      confirmed: heldBack.map(({ surplus }) => surplus),
    },
  };
  return publish(events, [{ type: 'heldBack', detail }]);
}

function workshop(job: Job, { aws, log, now, shutdown }: Means): Workshop {
  const { home, recovery, server } = job;
  // As the worker does: where it works after a region's loss, it is to find the site taken.
  const place = recovery && server.region === recovery.region ? recovery : home;
  const bucket = new Bucket(aws.s3(place.region), place.region, place.siteBackups);
  return {
    job,
    aws,
    leases: new S3Leases(bucket, LEASE_SECONDS, now),
    log,
    now,
    shutdown,
    get tools(): never {
      throw new Error('The rotation runs no program');
    },
    get authorities(): never {
      throw new Error('The rotation signs in to no server');
    },
  };
}
