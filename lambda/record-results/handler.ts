import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { readOutcomes } from '../shared/outcome-file';
import { Registry } from '../shared/registry/registry';
import { publish } from '../shared/site-events';
import { measure, telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { eventsOf, measurementsOf, writeResults } from './recording';
import { requestSchema, resultsOf } from './results';

const tools = telemetry('record-results');
const { REGISTRY_TABLE } = environmentSchema.parse(process.env);
const s3 = tools.tracer.captureAWSv3Client(new S3Client({}));
const events = tools.tracer.captureAWSv3Client(new EventBridgeClient({}));
const dynamo = tools.tracer.captureAWSv3Client(new DynamoDBClient({}));
const registry = new Registry(DynamoDBDocumentClient.from(dynamo), REGISTRY_TABLE);

/** Of the sites that failed so many are named; the registry has all. */
const NAMED = 20;

export interface Recorded {
  readonly done: number;
  readonly failed: number;
  /** At most twenty. */
  readonly failedSites: readonly string[];
}

/** Records what became of each site of a step, and tells of those that failed. */
export async function handler(event: unknown): Promise<Recorded> {
  const request = requestSchema.parse(event);
  const { operation, server, outcomes } = request.step;
  const results = resultsOf(request, await readOutcomes(s3, outcomes));
  await writeResults(registry, results);
  await publish(events, eventsOf(results));
  measure(tools, { operation }, measurementsOf(results));
  const failed = results.filter(({ record }) => record.outcome === 'failed');
  const failedSites = failed.slice(0, NAMED).map(({ site }) => site);
  const recorded = { done: results.length - failed.length, failed: failed.length, failedSites };
  tools.logger.info('recorded', { operation, server, execution: request.execution, ...recorded });
  return recorded;
}
