import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { writeJobs } from '../shared/job-files';
import { Registry } from '../shared/registry/registry';
import { measure, telemetry } from '../shared/telemetry';
import { waveRequestSchema } from './due-sites';
import { environmentSchema } from './environment';
import { checkSize, planWave, type WavePlan } from './planning';

const tools = telemetry('plan-wave');
const { REGISTRY_TABLE, OPERATIONS_BUCKET: bucket, JOB_COMMON: common } = environmentSchema.parse(process.env);
const s3 = tools.tracer.captureAWSv3Client(new S3Client({}));
const dynamo = tools.tracer.captureAWSv3Client(new DynamoDBClient({}));
const registry = new Registry(DynamoDBDocumentClient.from(dynamo), REGISTRY_TABLE);

/** Plans a wave, and writes the jobs that its runs of the worker read. */
export async function handler(event: unknown): Promise<WavePlan> {
  const request = waveRequestSchema.parse(event);
  const { wave, execution, timeZone } = request;
  // Those of all zones: which site of a server is proved tonight is decided among all that it has.
  const [sites, servers] = await Promise.all([registry.sites(), registry.servers()]);
  const { plan, files, unplanned } = planWave(request, { sites, servers }, { bucket, common, execution });
  const bytes = checkSize(plan);
  await writeJobs(s3, bucket, files);
  tools.logger.info('planned', { wave, execution, timeZone, sites: plan.sites, batches: plan.batches.length, bytes });
  // So that the limit is seen coming.
  measure(tools, {}, [{ name: 'PlanBytes', unit: 'Bytes', value: bytes }]);
  if (unplanned.length > 0) {
    tools.logger.error('sites that could not be planned', { wave, execution, unplanned });
    const operation = { backup: 'backup', drill: 'verify', refresh: 'clone' }[wave];
    measure(tools, { operation }, [{ name: 'Failed', unit: 'Count', value: unplanned.length }]);
  }
  return plan;
}
