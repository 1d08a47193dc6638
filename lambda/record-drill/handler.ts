import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { parseS3Address } from '../../worker/storage/s3-address';
import { LATEST_SUCCESS_KEY, RESULTS, type LatestSuccess } from '../shared/drill-results';
import { jobSchema } from '../shared/job';
import { writeJson } from '../shared/job-files';
import { readOutcomes } from '../shared/outcome-file';
import { executionSchema, instantSchema } from '../shared/step';
import { describeTaskError, taskErrorSchema } from '../shared/task-error';
import { measure, telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { judgeDrill, type JudgedDrill } from './results';

const tools = telemetry('record-drill');
const settings = environmentSchema.parse(process.env);
const { DRILLS_BUCKET: bucket, HOME_REGION: region, RECOVERY_REGION: recoveryRegion } = settings;
const s3 = tools.tracer.captureAWSv3Client(new S3Client({}));

const eventSchema = z.object({
  at: instantSchema,
  execution: executionSchema,
  /** Absent where the drill failed before it was planned. */
  planned: z.object({ step: z.object({ job: z.string(), outcomes: z.string() }) }).optional(),
  /** Set where a step failed. */
  error: taskErrorSchema.optional(),
});

export interface RecordedDrill {
  readonly succeeded: boolean;
  readonly done: number;
  readonly failed: number;
  /** Why it did not succeed, in a sentence; what it did otherwise. */
  readonly summary: string;
}

/** Records what a recovery drill has shown, as a result that stays and as metrics. */
export async function handler(event: unknown): Promise<RecordedDrill> {
  const { at, execution, planned, error } = eventSchema.parse(event);
  const sites = planned ? await sitesOf(planned.step.job) : [];
  const outcomes = planned && (await readOutcomes(s3, planned.step.outcomes));
  const about = { at, now: new Date().toISOString(), region, recoveryRegion };
  const judged = judgeDrill(about, sites, outcomes, error && describeTaskError(error));
  const { result, problems, failed } = judged;
  await writeJson(s3, bucket, `${RESULTS}/${at.slice(0, 10)}-${execution}.json`, result);
  if (result.met) {
    await writeJson(s3, bucket, LATEST_SUCCESS_KEY, { at, execution } satisfies LatestSuccess);
    tools.logger.info('drill succeeded', { execution, sites: sites.length });
  } else {
    tools.logger.error('drill failed', { execution, problems });
  }
  measure(tools, { operation: 'recovery-drill' }, measurementsOf(judged));
  const done = result.sites.length;
  const summary = result.met ? `${done} sites were restored` : problems.join('; ').slice(0, 1000);
  return { succeeded: result.met, done, failed: failed.length, summary };
}

async function sitesOf(job: string): Promise<string[]> {
  const { bucket: Bucket, key: Key } = parseS3Address(job);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return jobSchema.parse(JSON.parse((await Body?.transformToString()) ?? '')).sites.map(({ id }) => id);
}

function measurementsOf({ result: { sites, regionSeconds }, failed }: JudgedDrill): Parameters<typeof measure>[2] {
  const points = sites.map(({ rpoHours }) => rpoHours * 3600);
  return [
    { name: 'Done', unit: 'Count', value: sites.length },
    { name: 'Failed', unit: 'Count', value: failed.length },
    ...(regionSeconds === undefined
      ? []
      : [{ name: 'RecoveryTimeSeconds', unit: 'Seconds' as const, value: regionSeconds }]),
    ...(points.length === 0
      ? []
      : [{ name: 'RecoveryPointSeconds', unit: 'Seconds' as const, value: Math.max(...points) }]),
  ];
}
