import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ApiKeys } from '../shared/identity/api-keys';
import { SiteClients } from '../shared/identity/site-clients';
import { Registry } from '../shared/registry/registry';
import { telemetry } from '../shared/telemetry';
import { closeSite } from './closing';
import { environmentSchema } from './environment';

const { logger, tracer } = telemetry('close-site-accounts');
const environment = environmentSchema.parse(process.env);
const dynamo = DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({})));
const registry = new Registry(dynamo, environment.REGISTRY_TABLE);
const means = {
  cognito: tracer.captureAWSv3Client(new CognitoIdentityProviderClient({})),
  pool: environment.USER_POOL,
  clients: new SiteClients(dynamo, environment.CLIENTS_TABLE),
  keys: new ApiKeys(dynamo, environment.KEYS_TABLE),
  roles: environment.APPLICATION_ROLES.split(' '),
  now: () => new Date(),
};

/** Takes away what erased sites have left of users and keys. */
export async function handler(): Promise<{ readonly closed: readonly string[] }> {
  const closed: string[] = [];
  for (const { id, state } of await registry.sites()) {
    if (state !== 'erased') continue;
    const left = await closeSite(id, means);
    if (left === undefined) continue;
    closed.push(id);
    logger.info('closed', { site: id, ...left });
  }
  return { closed };
}
