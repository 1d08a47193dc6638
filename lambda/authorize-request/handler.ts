import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { ApiKeys } from '../shared/identity/api-keys';
import { SiteClients } from '../shared/identity/site-clients';
import { measure, telemetry } from '../shared/telemetry';
import { authorize } from './authorization';
import { environmentSchema } from './environment';
import { tokenVerifier } from './verifier';

const tools = telemetry('authorize-request');
const { USER_POOL, CLIENTS_TABLE, KEYS_TABLE } = environmentSchema.parse(process.env);
const dynamo = DynamoDBDocumentClient.from(tools.tracer.captureAWSv3Client(new DynamoDBClient({})));
const clients = new SiteClients(dynamo, CLIENTS_TABLE);
const keys = new ApiKeys(dynamo, KEYS_TABLE);
const verifier = tokenVerifier(USER_POOL);

/** A request as an API Gateway shows it to its authorizer; whoever else asks gives the same two headers. */
const requestSchema = z.looseObject({
  headers: z.looseObject({ host: z.string().optional(), authorization: z.string().optional() }),
});

/** Answer of a simple authorizer; every value of its context is a text. */
export interface Answer {
  readonly isAuthorized: boolean;
  readonly context: Readonly<Record<string, string>>;
}

/** Says whether a request may be served, to whom, and at which site. */
export async function handler(event: unknown): Promise<Answer> {
  const { headers } = requestSchema.parse(event);
  const site = headers.host === undefined ? undefined : await clients.siteOfHost(headers.host);
  const decision = await authorize(
    { site, authorization: headers.authorization },
    {
      verify: (token) => verifier.verify(token),
      siteOfClient: (client) => clients.siteOfClient(client),
      findKey: (of, id) => keys.find(of, id),
      now: () => new Date(),
    },
  );
  if ('denied' in decision) {
    tools.logger.warn('denied', { site, reason: decision.denied });
    measure(tools, { reason: decision.denied }, [{ name: 'RequestsDenied', unit: 'Count', value: 1 }]);
    return { isAuthorized: false, context: {} };
  }
  const { allowed } = decision;
  if ('key' in allowed) return { isAuthorized: true, context: { ...allowed } };
  return { isAuthorized: true, context: { ...allowed, roles: allowed.roles.join(' ') } };
}
