import { z } from 'zod';
import { WorkerError } from './errors';
import { issuesOf } from './job';

/** What the task definition sets, apart from what the AWS SDK reads itself. */
export const environmentSchema = z.object({
  /** PEM file of the authorities that sign the database servers' certificates. */
  PGSSLROOTCERT: z.string().min(1),
  /** Region of jobs and outcomes in S3. */
  AWS_REGION: z.string().min(1).optional(),
  PATH: z.string().default('/usr/local/bin:/usr/bin:/bin'),
  /** Directory of pg_dump and pg_restore. Default: where the PATH finds them. */
  POSTGRES_BIN: z.string().min(1).optional(),
  /** Seconds after which a site is free again whose run was killed. Default: 300. */
  LEASE_SECONDS: z.coerce.number().int().min(1).max(3600).default(300),
});
export type WorkerEnvironment = z.infer<typeof environmentSchema>;

export function parseEnvironment(env: Readonly<Record<string, string | undefined>>): WorkerEnvironment {
  const result = environmentSchema.safeParse(env);
  if (!result.success) throw new WorkerError('BadRequest', `The environment is wrong: ${issuesOf(result.error)}`);
  return result.data;
}
