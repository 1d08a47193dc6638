import { CreateSecretCommand, GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseCredentials } from '../../lambda/shared/credentials';
import type { Credentials } from '../../lambda/shared/credentials';
import { isNotFound } from './aws-errors';

/** The credentials that a secret holds; undefined if there is no such secret. */
export async function readCredentials(client: SecretsManagerClient, name: string): Promise<Credentials | undefined> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    return parseCredentials(SecretString ?? '', name);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Stores credentials under a name that is not taken yet. */
export async function createCredentials(
  client: SecretsManagerClient,
  name: string,
  credentials: Credentials,
  options: { readonly keyArn: string; readonly site: string },
): Promise<void> {
  await client.send(
    new CreateSecretCommand({
      Name: name,
      Description: `Database of site ${options.site}`,
      SecretString: JSON.stringify(credentials),
      KmsKeyId: options.keyArn,
      Tags: [{ Key: 'site', Value: options.site }],
    }),
  );
}
