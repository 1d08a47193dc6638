import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { environmentSchema } from './environment';
import { requestSchema, rotate } from './rotation';
import { secretVersions } from './secrets-manager';
import { singleUser } from './single-user';

environmentSchema.parse(process.env);
const client = new SecretsManagerClient({});

/** Called by Secrets Manager for each step of the rotation of a server's master password (ID-04). */
export async function handler(event: unknown): Promise<void> {
  const request = requestSchema.parse(event);
  const outcome = await rotate(request, secretVersions(client, request.SecretId), singleUser());
  console.log(
    JSON.stringify({ step: request.Step, secret: request.SecretId, version: request.ClientRequestToken, outcome }),
  );
}
