import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { environmentSchema } from './environment';
import { chooseStrategy } from './choose-strategy';
import { requestSchema, rotate } from './rotation';
import { secretVersions } from '../shared/secrets-manager';

environmentSchema.parse(process.env);
const client = new SecretsManagerClient({});

/** Called by Secrets Manager for each step of the rotation of a server's master password, or of a site's (ID-04). */
export async function handler(event: unknown): Promise<void> {
  const request = requestSchema.parse(event);
  const secret = secretVersions(client, request.SecretId);
  const { strategy, name } = await chooseStrategy(secret, (other) => secretVersions(client, other));
  const outcome = await rotate(request, secret, strategy);
  const { Step: step, SecretId, ClientRequestToken: version } = request;
  console.log(JSON.stringify({ step, secret: SecretId, version, strategy: name, outcome }));
}
