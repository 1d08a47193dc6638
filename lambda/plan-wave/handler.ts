import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { planKey, writeJobs, writeJson } from '../shared/job-files';
import { Registry } from '../shared/registry/registry';
import { measure, telemetry } from '../shared/telemetry';
import { waveRequestSchema, type WaveRequest } from './due-sites';
import { environmentSchema } from './environment';
import { planWave } from './planning';

const tools = telemetry('plan-wave');
const { REGISTRY_TABLE, OPERATIONS_BUCKET: bucket, JOB_COMMON: common } = environmentSchema.parse(process.env);
const s3 = tools.tracer.captureAWSv3Client(new S3Client({}));
const dynamo = tools.tracer.captureAWSv3Client(new DynamoDBClient({}));
const registry = new Registry(DynamoDBDocumentClient.from(dynamo), REGISTRY_TABLE);

/** What the state machine goes on with. The plan itself would outgrow what Step Functions passes on. */
export interface WavePlan {
  readonly wave: WaveRequest['wave'];
  readonly at: string;
  readonly execution: string;
  /** Sites that are worked on. */
  readonly sites: number;
  /** Where the batches lie, as a JSON list: the state machine's map reads its items there. */
  readonly plan: { readonly bucket: string; readonly key: string };
}

/** Plans a wave, and writes the batches, and the jobs that its runs of the worker read. */
export async function handler(event: unknown): Promise<WavePlan> {
  const request = waveRequestSchema.parse(event);
  const { wave, at, execution, timeZone } = request;
  // Those of all zones: which site of a server is proved tonight is decided among all that it has.
  const [sites, servers] = await Promise.all([registry.sites(), registry.servers()]);
  const planned = planWave(request, { sites, servers }, { bucket, common, execution });
  const { batches, files, unplanned } = planned;
  const key = planKey(execution);
  await writeJobs(s3, bucket, files);
  await writeJson(s3, bucket, key, batches);
  tools.logger.info('planned', { wave, execution, timeZone, sites: planned.sites, batches: batches.length });
  if (unplanned.length > 0) {
    tools.logger.error('sites that could not be planned', { wave, execution, unplanned });
    const operation = { backup: 'backup', drill: 'verify', refresh: 'clone' }[wave];
    measure(tools, { operation }, [{ name: 'Failed', unit: 'Count', value: unplanned.length }]);
  }
  return { wave, at, execution, sites: planned.sites, plan: { bucket, key } };
}
