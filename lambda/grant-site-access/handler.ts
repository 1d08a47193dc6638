import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Registry } from '../shared/registry/registry';
import { publish } from '../shared/site-events';
import { telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { grant } from './granting';
import type { Credentials, Grant } from './granting';
import { Refusal } from './refusal';
import { readRequest } from './request';
import { sessionPolicy, SITE_TAG } from './session-policy';

const { REGISTRY_TABLE, READER_ROLE_ARN } = environmentSchema.parse(process.env);
const { logger, tracer } = telemetry('grant-site-access');
const dynamo = tracer.captureAWSv3Client(new DynamoDBClient({}));
const registry = new Registry(DynamoDBDocumentClient.from(dynamo), REGISTRY_TABLE);
const events = tracer.captureAWSv3Client(new EventBridgeClient({}));
const sts = tracer.captureAWSv3Client(new STSClient({}));

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Called at the function's address by a person of support. Its answer, which no log has, is the credentials. */
export async function handler(event: unknown): Promise<Answer> {
  try {
    const request = readRequest(event);
    const now = new Date();
    const credentials = await grant(request, {
      site: (id) => registry.site(id),
      note: (site, record) => registry.noteOperation(site, record),
      publish: (news) => publish(events, news),
      credentials: (granted) => assumeReader(granted, now),
      now,
    });
    logger.info('access granted', { site: request.site, request: request.id, minutes: request.minutes });
    return answer(200, credentials);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    logger.warn('access refused', { status: error.status });
    return answer(error.status, { error: error.message });
  }
}

async function assumeReader({ site, person, until }: Grant, now: Date): Promise<Credentials> {
  const { Credentials: given } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: READER_ROLE_ARN,
      RoleSessionName: person,
      SourceIdentity: person,
      Tags: [{ Key: SITE_TAG, Value: site }],
      Policy: JSON.stringify(sessionPolicy(until)),
      DurationSeconds: Math.round((until.getTime() - now.getTime()) / 1000),
    }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = given ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error('STS gave no credentials');
  return { AccessKeyId, SecretAccessKey, SessionToken, Expiration: until.toISOString() };
}

function answer(statusCode: number, body: object): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
