import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { inParallel } from '../../worker/parallel';
import type { CatalogueServer } from './catalogue';
import type { Job, JobSite } from './job';
import { jsonText } from './json-text';
import { jobCommonSchema, type JobCommon, type Operation, type Step } from './step';

/** The variable JOB_COMMON: what all jobs of a place have in common, as JSON. */
export const jobCommonVariable = jsonText(jobCommonSchema);

/** What a planner knows beside the registry. */
export interface Planning {
  /** The operations bucket. */
  readonly bucket: string;
  readonly common: JobCommon;
  /** Keys are made of it, so planning the same execution once more writes the same ones. */
  readonly execution: string;
}

/** A job, and its key in the operations bucket. */
export interface JobFile {
  readonly key: string;
  readonly job: Job;
}

export interface JobRequest {
  readonly server: CatalogueServer;
  /** Where the server stands that is worked on. Default: the home region. */
  readonly region?: string;
  readonly sites: readonly JobSite[];
  /** Tells apart several jobs on one server. Default: it is the only one. */
  readonly part?: string;
}

/** The job of the worker on sites of one server. */
export function jobFile({ common, execution }: Planning, { server, region, sites, part }: JobRequest): JobFile {
  const { id, secret } = server;
  const { rotationFunction, ...rest } = common;
  const at = region ?? common.home.region;
  const rotated = rotationFunction !== undefined && at === common.home.region;
  return {
    // A slash, since a server's id may end as a part is called.
    key: `jobs/${execution}/${part === undefined ? id : `${id}/${part}`}.json`,
    job: { ...rest, server: { region: at, secret, ...(rotated && { rotationFunction }) }, sites: [...sites] },
  };
}

export interface StepRequest {
  readonly operation: Operation;
  /** Id of the server. */
  readonly server: string;
  /** Number of the batch on this server, from 1. */
  readonly batch: number;
  readonly file: JobFile;
  /** Further arguments of the worker. Default: none. */
  readonly options?: readonly string[];
  /** Default: all sites of the job. */
  readonly sites?: readonly string[];
  /** Default: nothing. */
  readonly then?: Step['then'];
}

/** Operations that the worker refuses unless each site is named. */
const NAMED: readonly Operation[] = ['retire', 'erase', 'export-person', 'erase-person'];

/**
 * One run of the worker. Sites stand in its command line only where they aren't all of the job's: ECS takes no more than
 * 8,192 characters of it, some 150 sites.
 */
export function stepOf({ bucket, execution }: Planning, request: StepRequest): Step {
  const { operation, server, batch, file, options = [], then = 'nothing' } = request;
  const all = file.job.sites.map(({ id }) => id);
  const sites = [...(request.sites ?? all)];
  const named = NAMED.includes(operation) || sites.length < all.length;
  const job = `s3://${bucket}/${file.key}`;
  const outcomes = `s3://${bucket}/outcomes/${execution}/${server}-${batch}-${operation}.jsonl`;
  const args = [operation, '--job', job, '--outcomes', outcomes, ...options];
  if (named) args.push(...sites.flatMap((site) => ['--site', site]));
  return { operation, server, sites, job, arguments: args, outcomes, then };
}

/** Key of the batches that a wave was planned to have. Jobs lie in folders, so that none has this key. */
export function planKey(execution: string): string {
  return `jobs/${execution}.json`;
}

/** Jobs are put so many at a time. */
const PUT_AT_ONCE = 16;

/** Stores jobs, encrypted as the bucket does by default; jobs of the same keys are replaced. */
export async function writeJobs(s3: S3Client, bucket: string, files: readonly JobFile[]): Promise<void> {
  await inParallel(files, PUT_AT_ONCE, new AbortController().signal, ({ key, job }) => writeJson(s3, bucket, key, job));
}

/** Stores a value, encrypted as the bucket does by default; an object of the same key is replaced. */
export async function writeJson(s3: S3Client, bucket: string, key: string, value: unknown): Promise<void> {
  const Body = JSON.stringify(value);
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: 'application/json' }));
}
