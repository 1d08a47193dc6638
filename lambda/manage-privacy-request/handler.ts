import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { linkTo } from '../../worker/export/link';
import type { PrivacyRequest } from '../shared/privacy/request';
import { RequestTable } from '../shared/privacy/request-table';
import { Registry } from '../shared/registry/registry';
import { telemetry } from '../shared/telemetry';
import { readAction, Refused, type OpenAction } from './action';
import { change } from './changing';
import { environmentSchema } from './environment';
import { exportOf } from './export-link';
import { open } from './opening';

const { logger, tracer } = telemetry('manage-privacy-request');
const environment = environmentSchema.parse(process.env);
const dynamo = DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({})));
const requests = new RequestTable(dynamo, environment.REQUESTS_TABLE);
const s3 = tracer.captureAWSv3Client(new S3Client({}));
const registry = new Registry(dynamo, environment.REGISTRY_TABLE);

export interface ExportLink {
  /** As good as a password to the export. */
  readonly link: string;
  /** It dies sooner where the function's own credentials do; asked for again, there is another. */
  readonly linkValidUntil: string;
}

/**
 * Does what a person does with a request, and answers with it as it stands then; or with the ids of all open ones, or a
 * link, if that is asked.
 */
export async function handler(event: unknown): Promise<PrivacyRequest | readonly string[] | ExportLink> {
  const action = readAction(event);
  if (action.action === 'list') return requests.open();
  if (action.action === 'open') return opened(action);
  const known = await requests.get(action.request);
  if (!known) throw new Refused(`There is no request '${action.request}' in this region`);
  if (action.action === 'show') return known.request;
  if (action.action === 'link') {
    const key = exportOf(known.request, action.step);
    logger.info('link given', { request: action.request, step: action.step, by: action.by });
    const fileName = key.split('/').at(-1) ?? 'export.zip';
    return linkTo({ s3, name: environment.EXPORTS_BUCKET }, key, fileName, new Date());
  }
  const { request } = await requests.put(change(known.request, action, new Date()), known.version);
  logger.info('changed', { request: request.id, action: action.action, by: action.by, state: request.state });
  return request;
}

/** Opened once more, it is the one that there is. */
async function opened(action: OpenAction): Promise<PrivacyRequest> {
  const request = open(action, {
    sites: await registry.sites(),
    parties: environment.SUB_PROCESSORS,
    periods: {
      deadlineDays: environment.DEADLINE_DAYS,
      subProcessorDays: environment.SUB_PROCESSOR_DAYS,
      exitWaitingDays: environment.EXIT_WAITING_DAYS,
    },
    now: new Date(),
  });
  const known = await requests.get(request.id);
  if (known) return known.request;
  await requests.put(request, 0);
  logger.info('opened', { request: request.id, kind: request.subject.kind, deadline: request.deadline });
  return request;
}
