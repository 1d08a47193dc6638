import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ApiKeys } from '../shared/identity/api-keys';
import { telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { create, list, revoke, rotate } from './keys';
import { readRequest } from './request';

const { logger, tracer } = telemetry('manage-api-keys');
const { KEYS_TABLE, EXPIRE_DAYS, OVERLAP_DAYS } = environmentSchema.parse(process.env);
const means = {
  keys: new ApiKeys(DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({}))), KEYS_TABLE),
  expireDays: Number(EXPIRE_DAYS),
  overlapDays: Number(OVERLAP_DAYS),
  now: () => new Date(),
};

/** Creates, rotates, revokes and lists the API keys of a site. */
export async function handler(event: unknown): Promise<unknown> {
  const request = readRequest(event);
  const { action, site } = request;
  logger.info(action, { site, ...('id' in request && { key: request.id }) });
  switch (request.action) {
    case 'create':
      return create(site, request.name, means);
    case 'rotate':
      return rotate(site, request.id, means);
    case 'revoke':
      return revoke(site, request.id, means);
    case 'list':
      return list(site, means);
  }
}
