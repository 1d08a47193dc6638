import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { Refused } from '../shared/identity/refusal';
import { SiteClients } from '../shared/identity/site-clients';
import { measure, telemetry } from '../shared/telemetry';
import { claimsOf } from './claims';
import { environmentSchema } from './environment';

const tools = telemetry('issue-token');
const { CLIENTS_TABLE } = environmentSchema.parse(process.env);
const clients = new SiteClients(
  DynamoDBDocumentClient.from(tools.tracer.captureAWSv3Client(new DynamoDBClient({}))),
  CLIENTS_TABLE,
);

/** Cognito asks it before every token, also when one is refreshed; whatever it throws, there is no token. */
export async function handler(event: PreTokenGenerationV2TriggerEvent): Promise<PreTokenGenerationV2TriggerEvent> {
  const { userName, callerContext, request } = event;
  const clientSite = await clients.siteOfClient(callerContext.clientId);
  try {
    const claimsAndScopeOverrideDetails = claimsOf({
      userName,
      groups: request.groupConfiguration.groupsToOverride ?? [],
      clientSite,
    });
    return { ...event, response: { claimsAndScopeOverrideDetails } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    tools.logger.warn('refused a token', { user: userName, clientSite, reason: error.message });
    measure(tools, {}, [{ name: 'TokensRefused', unit: 'Count', value: 1 }]);
    throw error;
  }
}
