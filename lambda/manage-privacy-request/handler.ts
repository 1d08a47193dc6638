import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PrivacyRequest } from '../shared/privacy/request';
import { RequestTable } from '../shared/privacy/request-table';
import { Registry } from '../shared/registry/registry';
import { telemetry } from '../shared/telemetry';
import { readAction, Refused, type OpenAction } from './action';
import { change } from './changing';
import { environmentSchema } from './environment';
import { open } from './opening';

const { logger, tracer } = telemetry('manage-privacy-request');
const environment = environmentSchema.parse(process.env);
const dynamo = DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({})));
const requests = new RequestTable(dynamo, environment.REQUESTS_TABLE);
const registry = new Registry(dynamo, environment.REGISTRY_TABLE);

/** Does what a person does with a request, and answers with it as it stands then; with the ids of all open ones if asked. */
export async function handler(event: unknown): Promise<PrivacyRequest | readonly string[]> {
  const action = readAction(event);
  if (action.action === 'list') return requests.open();
  if (action.action === 'open') return opened(action);
  const known = await requests.get(action.request);
  if (!known) throw new Refused(`There is no request '${action.request}' in this region`);
  if (action.action === 'show') return known.request;
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
