import { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { Bucket } from '../../worker/storage/bucket';
import { writeJobs } from '../shared/job-files';
import { executionSchema, instantSchema } from '../shared/step';
import { telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { keptSites } from './kept-sites';
import { planDrill, type PlannedDrill } from './planning';

const { logger, tracer } = telemetry('plan-drill');
const { DRILLS_BUCKET: bucket, JOB_COMMON: common } = environmentSchema.parse(process.env);
const s3 = tracer.captureAWSv3Client(new S3Client({}));
const backups = new Bucket(s3, common.home.region, common.home.siteBackups);

const eventSchema = z.object({
  at: instantSchema,
  execution: executionSchema,
  server: z.object({ host: z.string().min(1), port: z.number().int(), secret: z.string().min(1) }),
});

/** Plans a recovery drill by the backups that the recovery region has, and writes the worker's job. */
export async function handler(event: unknown): Promise<Omit<PlannedDrill, 'file' | 'resting'>> {
  const { at, execution, server } = eventSchema.parse(event);
  const kept = await keptSites(backups);
  const { file, resting, ...planned } = planDrill({ at, server }, kept, { bucket, common, execution });
  await writeJobs(s3, bucket, [file]);
  logger.info('planned', { execution, sites: planned.sites, resting: resting.length });
  if (resting.length > 0) logger.warn('sites without a recent backup are left out', { execution, resting });
  return planned;
}
