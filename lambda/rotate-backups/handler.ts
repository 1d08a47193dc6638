import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { RegionalClients } from '../../worker/aws/regional-clients';
import { WorkerError } from '../../worker/errors';
import type { Facts, Log } from '../../worker/log';
import { Registry } from '../shared/registry/registry';
import { measure, telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { Memory } from './memory';
import type { Report, SiteReport } from './report';
import { requestSchema, type RotateRequest } from './request';
import { rotateSites } from './rotate-sites';

const { REGISTRY_TABLE, OPERATIONS_BUCKET, AWS_REGION } = environmentSchema.parse(process.env);
const { logger, metrics, tracer } = telemetry('rotate-backups');
const registry = new Registry(
  DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({}))),
  REGISTRY_TABLE,
);
const events = tracer.captureAWSv3Client(new EventBridgeClient({}));
// Not traced: thousands of requests would hide the rest.
const aws = new RegionalClients();
const memory = new Memory();

/** Time, in milliseconds, for what is under way to end and for the report, before Lambda ends it all. */
const RESERVE = 20_000;

/** Removes the backups that no slot keeps, of the sites of a step (D1, D2), or all those of erased sites (D9). */
export async function handler(event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<Report> {
  const request = requestSchema.parse(event);
  if (!request.step.job.startsWith(`s3://${OPERATIONS_BUCKET}/jobs/`)) {
    throw new WorkerError('BadRequest', `${request.step.job} is no job of ${OPERATIONS_BUCKET}`);
  }
  const stop = new AbortController();
  const late = () => stop.abort(new Error('The time of the function is nearly over; the next run goes on'));
  const timer = setTimeout(late, context.getRemainingTimeInMillis() - RESERVE);
  try {
    const means = { aws, region: AWS_REGION, registry, memory, events, log: logTo({}), now: () => new Date() };
    const report = await rotateSites(request, { ...means, shutdown: stop.signal });
    count(request, report);
    return report;
  } finally {
    clearTimeout(timer);
  }
}

function count({ step }: RotateRequest, { sites }: Report): void {
  const sum = (what: 'kept' | 'removed' | 'heldBack') => sites.reduce((total, site) => total + site[what], 0);
  const value = (name: string, amount: number) => ({ name, unit: MetricUnit.Count, value: amount });
  // Somebody works on the site: put off until the next rotation, and no failure.
  const putOff = ({ error }: SiteReport) => error?.kind === 'AlreadyRunning';
  const failed = sites.filter((site) => site.error !== undefined && !putOff(site)).length;
  const done = sites.filter(({ error }) => error === undefined).length;
  measure({ metrics }, { operation: step.then }, [value('Done', done), value('Failed', failed)]);
  const removed = value('RemovedBackups', sum('removed'));
  measure({ metrics }, {}, [value('KeptBackups', sum('kept')), removed, value('HeldBackBackups', sum('heldBack'))]);
}

function logTo(common: Facts): Log {
  return {
    step: (step, facts) => logger.info(step, { ...common, ...facts }),
    warn: (message, facts) => logger.warn(message, { ...common, ...facts }),
    with: (facts) => logTo({ ...common, ...facts }),
  };
}
