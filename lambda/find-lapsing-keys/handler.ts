import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ApiKeys } from '../shared/identity/api-keys';
import { publishIdentity } from '../shared/identity/identity-events';
import { measure, telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { lapsing, noticeBefore } from './lapsing';

const tools = telemetry('find-lapsing-keys');
const { tracer, logger } = tools;
const { KEYS_TABLE } = environmentSchema.parse(process.env);
const events = tracer.captureAWSv3Client(new EventBridgeClient({}));
const keys = new ApiKeys(DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({}))), KEYS_TABLE);

/** Tells of the API keys that end within two weeks and that nobody has rotated. */
export async function handler(): Promise<{ readonly lapsing: number }> {
  const now = new Date();
  const found = lapsing(await keys.endingBefore(noticeBefore(now)), now);
  await publishIdentity(events, found);
  logger.info('looked for keys that lapse', { found: found.length });
  measure(tools, {}, [{ name: 'LapsingApiKeys', unit: 'Count', value: found.length }]);
  return { lapsing: found.length };
}
