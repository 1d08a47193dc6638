import type { z } from 'zod';
import { jobSchema, type Job, type JobSite } from '../lambda/shared/job';
import { WorkerError } from './errors';

export type { Job, JobPlace, JobSite } from '../lambda/shared/job';

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
  if (home.region === recovery?.region) {
    throw new WorkerError('BadRequest', `The job has ${home.region} as home and as recovery region; they must differ`);
  }
  if (server.region !== home.region && server.region !== recovery?.region) {
    const regions = recovery ? `${home.region} nor in ${recovery.region}` : home.region;
    throw new WorkerError(
      'BadRequest',
      `The job's server in ${server.region} is ${recovery ? 'neither' : 'not'} in ${regions}`,
    );
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
