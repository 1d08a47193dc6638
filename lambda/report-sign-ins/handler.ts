import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type {
  FirehoseTransformationEvent,
  FirehoseTransformationResult,
  FirehoseTransformationResultRecord,
} from 'aws-lambda';
import { publishIdentity, type IdentityEvent } from '../shared/identity/identity-events';
import { SiteClients } from '../shared/identity/site-clients';
import { measure, telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { eventsOf, userActivitySchema } from './sign-in-events';

const tools = telemetry('report-sign-ins');
const { tracer } = tools;
const { CLIENTS_TABLE } = environmentSchema.parse(process.env);
const events = tracer.captureAWSv3Client(new EventBridgeClient({}));
const clients = new SiteClients(
  DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({}))),
  CLIENTS_TABLE,
);

/**
 * Reads users' activity on its way to its bucket and tells of what failed. Firehose calls again after an error, and with
 * the same records, so that an event may come twice.
 */
export async function handler({ records }: FirehoseTransformationEvent): Promise<FirehoseTransformationResult> {
  const told: IdentityEvent[] = [];
  const results: FirehoseTransformationResultRecord[] = [];
  for (const { recordId, data } of records) {
    const line = Buffer.from(data, 'base64').toString('utf8').trim();
    const found = await eventsIn(line);
    told.push(...(found ?? []));
    // What can't be read is kept too, apart from the rest, and counted: somebody has to look at it.
    const stored = Buffer.from(`${line}\n`).toString('base64');
    results.push(found ? { recordId, result: 'Ok', data: stored } : { recordId, result: 'ProcessingFailed', data });
  }
  await publishIdentity(events, told);
  const count = (type: IdentityEvent['type']) => told.filter((event) => event.type === type).length;
  measure(tools, {}, [
    { name: 'FailedSignIns', unit: 'Count', value: count('Login Failed') },
    { name: 'CompromisedCredentials', unit: 'Count', value: count('Compromised Credentials') },
    { name: 'BlockedSignIns', unit: 'Count', value: count('Sign-in Blocked') },
    { name: 'UnreadableSignIns', unit: 'Count', value: results.filter(({ result }) => result !== 'Ok').length },
  ]);
  return { records: results };
}

/** Undefined where the line is none of Cognito's. */
async function eventsIn(line: string): Promise<IdentityEvent[] | undefined> {
  let activity;
  try {
    activity = userActivitySchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
  const { clientId } = activity.message;
  return eventsOf(activity, clientId === undefined ? undefined : await clients.siteOfClient(clientId));
}
