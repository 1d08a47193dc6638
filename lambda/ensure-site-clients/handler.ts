import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { readCatalogue } from '../shared/catalogue-file';
import type { Catalogue } from '../shared/catalogue';
import { SiteClients } from '../shared/identity/site-clients';
import { telemetry } from '../shared/telemetry';
import { ensureSite, type Ensured, type SiteAddress } from './ensuring';
import { environmentSchema } from './environment';

const { logger, tracer } = telemetry('ensure-site-clients');
const environment = environmentSchema.parse(process.env);
const s3 = tracer.captureAWSv3Client(new S3Client({}));
const means = {
  cognito: tracer.captureAWSv3Client(new CognitoIdentityProviderClient({})),
  pool: environment.USER_POOL,
  clients: new SiteClients(
    DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({}))),
    environment.CLIENTS_TABLE,
  ),
  roles: environment.APPLICATION_ROLES.split(' '),
  settings: {
    accessTokenMinutes: Number(environment.ACCESS_TOKEN_MINUTES),
    sessionHours: Number(environment.SESSION_HOURS),
    callbackPath: environment.CALLBACK_PATH,
  },
};

/** Gives every site of the published catalogue its app client and its groups. One that has departed keeps them. */
export async function handler(): Promise<Record<Ensured, number>> {
  const [platform = '', environmentName = '', region = ''] = environment.PLACE.split('/');
  const whose = { platform, environment: environmentName, region };
  const { catalogue } = await readCatalogue(s3, environment.OPERATIONS_BUCKET, whose);
  const counts: Record<Ensured, number> = { made: 0, changed: 0, 'as it was': 0 };
  // One after the other: Cognito takes few changes of clients a second.
  for (const address of addressesOf(catalogue)) counts[await ensureSite(address, means)]++;
  logger.info('ensured', counts);
  return counts;
}

const recordSchema = z.object({ hostName: z.string().min(1) });

function addressesOf({ sites }: Catalogue): SiteAddress[] {
  return sites.map(({ job }) => ({ site: job.id, host: recordSchema.parse(job.record).hostName }));
}
