import { z } from 'zod';
import { SLOTS } from '../lambda/shared/slots';
import { WorkerError } from './errors';

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as eu-central-1');

const placeSchema = z.strictObject({
  region,
  /** Bucket of site backups there. */
  siteBackups: z.string().min(3),
  /** Bucket of attachments there; a site's are below `<site>/`. */
  attachments: z.string().min(3),
});
/** One of the two regions that hold the backups of the sites (D19). */
export type JobPlace = z.infer<typeof placeSchema>;

const siteSchema = z.strictObject({
  /** At most 41 characters, so that the names of databases made of it stay below PostgreSQL's 63. */
  id: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/, 'must be a site id'),
  /** IANA name. */
  timeZone: z.string().min(1),
  /** Local times of its backups, `hh:mm`. */
  backupTimes: z.array(z.string()).min(1).max(2),
  keeps: z.partialRecord(z.enum(SLOTS), z.number().int().nonnegative()),
  /** Bytes up to which attachments are in every backup; null: no limit (D6). */
  dailyAttachmentsLimit: z.number().int().nonnegative().nullable(),
  /** Regions that the site's data may never leave (TN-11). */
  residency: z.strictObject({ name: z.string().min(1), regions: z.array(region).min(1) }),
  applicationVersion: z.string().min(1),
  /** The whole record of the site in the config; the worker only stores it (BK-03). */
  record: z.record(z.string(), z.unknown()),
});
export type JobSite = z.infer<typeof siteSchema>;

/** What a run of the worker is about: the sites of one database server. */
export const jobSchema = z.strictObject({
  platform: z.string().min(1),
  environment: z.string().min(1),
  home: placeSchema,
  recovery: placeSchema,
  /** The server to work on. It stands in the home region, or after its loss in the recovery region. */
  server: z.strictObject({
    region,
    host: z.string().min(1),
    port: z.number().int().min(1).max(65535).default(5432),
    /** Secret, in the server's region, of the platform's own role there: CREATEDB and CREATEROLE, no superuser. */
    secret: z.string().min(1),
  }),
  sites: z.array(siteSchema).min(1),
});
export type Job = z.infer<typeof jobSchema>;

/** Reads a job; an error names all that is wrong with it. */
export function parseJob(text: string): Job {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new WorkerError('BadRequest', `The job is not JSON: ${(error as Error).message}`);
  }
  const result = jobSchema.safeParse(json);
  if (!result.success) throw new WorkerError('BadRequest', `The job is wrong: ${issuesOf(result.error)}`);
  const { home, recovery, server } = result.data;
  if (home.region === recovery.region) {
    throw new WorkerError('BadRequest', `The job has ${home.region} as home and as recovery region; they must differ`);
  }
  if (server.region !== home.region && server.region !== recovery.region) {
    const regions = `${home.region} nor in ${recovery.region}`;
    throw new WorkerError('BadRequest', `The job's server in ${server.region} is neither in ${regions}`);
  }
  return result.data;
}

export function issuesOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`).join('; ');
}

/** The sites of a job with these ids, all of them if no id is given. */
export function sitesOf(job: Job, ids: readonly string[]): readonly JobSite[] {
  const unknown = ids.filter((id) => !job.sites.some((site) => site.id === id));
  if (unknown.length > 0) {
    const known = job.sites.map(({ id }) => id).join(', ');
    throw new WorkerError('UnknownSite', `The job has no site '${unknown.join("', '")}'; it has ${known}`);
  }
  return ids.length === 0 ? job.sites : job.sites.filter(({ id }) => ids.includes(id));
}
