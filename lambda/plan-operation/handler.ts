import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { writeJobs } from '../shared/job-files';
import { Registry } from '../shared/registry/registry';
import { telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { planArrival, planOperation, type OperationPlan } from './planning';
import { readRequest } from './request';

const { logger, tracer } = telemetry('plan-operation');
const { REGISTRY_TABLE, OPERATIONS_BUCKET: bucket, JOB_COMMON: common } = environmentSchema.parse(process.env);
const s3 = tracer.captureAWSv3Client(new S3Client({}));
const registry = new Registry(
  DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({}))),
  REGISTRY_TABLE,
);

/** Plans one operation on one site, or refuses it by an error of the worker's kinds. */
export async function handler(event: unknown): Promise<OperationPlan> {
  const request = readRequest(event);
  const planning = { bucket, common, execution: request.execution };
  const id = 'manifest' in request ? request.manifest.site : request.site;
  const [site, servers] = await Promise.all([registry.site(id), registry.servers()]);
  const known = { site, servers };
  const planned =
    'manifest' in request ? planArrival(request, known, planning) : planOperation(request, known, planning);
  await writeJobs(s3, bucket, planned.files);
  const { operation, execution, steps } = planned.plan;
  logger.info('planned', { operation, site: id, execution, steps: steps.length });
  return planned.plan;
}
