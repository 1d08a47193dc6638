import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { personKey } from '../shared/person';
import { sitesOf, type PrivacyRequest } from '../shared/privacy/request';
import { RequestChanged, RequestTable, type StoredRequest } from '../shared/privacy/request-table';
import { Registry } from '../shared/registry/registry';
import { instantSchema } from '../shared/step';
import { measure, telemetry } from '../shared/telemetry';
import { advance, watch, type Facts, type Progress, type Watched } from './advancing';
import { environmentSchema } from './environment';
import { Executions } from './executions';
import { receiptOf, receiptText } from './receipt';

const tools = telemetry('advance-privacy-requests');
const { tracer, logger } = tools;
const environment = environmentSchema.parse(process.env);
const dynamo = DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({})));
const s3 = tracer.captureAWSv3Client(new S3Client({}));
const requests = new RequestTable(dynamo, environment.REQUESTS_TABLE);
const registry = new Registry(dynamo, environment.REGISTRY_TABLE);
const executions = new Executions(tracer.captureAWSv3Client(new SFNClient({})), registry, environment.MACHINES);

const eventSchema = z.object({ at: instantSchema });

/**
 * Brings every open request as far as it goes, and measures what on-call is to hear of; even that all is well, since its
 * silence is an alarm too. One request that can't be brought on is no reason for others to wait.
 */
export async function handler(event: unknown): Promise<Watched> {
  const now = new Date(eventSchema.parse(event).at);
  const current: PrivacyRequest[] = [];
  let broken = 0;
  for (const id of await requests.open()) {
    const known = await requests.get(id);
    if (!known) continue;
    try {
      current.push(await bringOn(known, now));
    } catch (error) {
      current.push(known.request);
      if (error instanceof RequestChanged) continue; // the next hour sees what it is now
      broken += 1;
      logger.error('A request can not be brought on', { request: id, error: error as Error });
    }
  }
  const watched = watch(current, now, environment.REMIND_DAYS);
  tell(watched, broken);
  return watched;
}

async function bringOn({ request, version }: StoredRequest, now: Date): Promise<PrivacyRequest> {
  const { request: next, starts } = advance(request, await factsOf(request, now));
  if (next.state === 'completed') await storeReceipt(next);
  if (JSON.stringify(next) !== JSON.stringify(request)) await requests.put(next, version);
  for (const step of starts) {
    await writePerson(request);
    await executions.start(request, step);
    logger.info('started', { request: request.id, step: step.id, attempt: step.attempt });
  }
  return next;
}

async function factsOf(request: PrivacyRequest, now: Date): Promise<Facts> {
  const running = request.steps.filter(({ state }) => state === 'running');
  const progress = new Map<string, Progress>();
  for (const step of running) progress.set(step.id, await executions.progress(request, step));
  const holds = new Map<string, string>();
  for (const id of sitesOf(request.subject)) {
    const hold = (await registry.site(id))?.job.legalHold;
    if (hold) holds.set(id, `Site ${id} is under legal hold since ${hold.since}: ${hold.reason}`);
  }
  return { now, progress, holds };
}

/** Whom it is about, where the worker reads it; a lifecycle rule removes it after a week (TN-19). */
async function writePerson({ id, subject }: PrivacyRequest): Promise<void> {
  if (!('identifiers' in subject)) return;
  await put(
    environment.OPERATIONS_BUCKET,
    personKey(id),
    JSON.stringify({ identifiers: subject.identifiers }),
    'application/json',
  );
}

/** Before the request is closed: whoever is killed in between leaves it open, and the next one writes the same. */
async function storeReceipt(request: PrivacyRequest): Promise<void> {
  const receipt = receiptOf(request, environment.PLACE);
  const key = `privacy/${receipt.completedAt.slice(0, 4)}/${request.id}`;
  await put(environment.ARCHIVE_BUCKET, `${key}.json`, `${JSON.stringify(receipt, null, 1)}\n`, 'application/json');
  await put(environment.ARCHIVE_BUCKET, `${key}.txt`, receiptText(receipt), 'text/plain; charset=utf-8');
  logger.info('receipt stored', { request: request.id, key });
}

async function put(Bucket: string, Key: string, Body: string, ContentType: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
}

function tell(watched: Watched, broken: number): void {
  const { open, overdue, due, failed, unconfirmed, blocked } = watched;
  const urgent = overdue.length + failed.length + unconfirmed.length;
  if (urgent > 0) logger.warn('requests need a person', { ...watched });
  else logger.info('requests are on their way', { open, due, blocked });
  measure(tools, {}, [
    { name: 'PrivacyRequestsOpen', unit: 'Count', value: open },
    { name: 'PrivacyRequestsOverdue', unit: 'Count', value: overdue.length },
    { name: 'PrivacyRequestsDue', unit: 'Count', value: due.length },
    { name: 'PrivacyStepsFailed', unit: 'Count', value: failed.length + broken },
    { name: 'PrivacyTasksLate', unit: 'Count', value: unconfirmed.length },
  ]);
}
