import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parseCredentials } from '../../lambda/shared/credentials';
import type { Credentials } from '../../lambda/shared/credentials';
import { isNotFound } from './aws-errors';

/** The credentials that a secret holds, with what is known of them anyway; undefined if there is no such secret. */
export async function readCredentials(
  client: SecretsManagerClient,
  name: string,
  known: Partial<Credentials> = {},
): Promise<Credentials | undefined> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    return parseCredentials(SecretString ?? '', name, known);
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

/** Days after which a password gives way to the next (ID-04). */
const ROTATE_AFTER_DAYS = 30;

/** Has a function rotate the secret from now on, for the first time when it is due. Done already, it does nothing. */
export async function ensureRotation(client: SecretsManagerClient, name: string, functionArn: string): Promise<void> {
  const { RotationEnabled, RotationLambdaARN, RotationRules } = await client.send(
    new DescribeSecretCommand({ SecretId: name }),
  );
  const sameRules = RotationRules?.AutomaticallyAfterDays === ROTATE_AFTER_DAYS;
  if (RotationEnabled && RotationLambdaARN === functionArn && sameRules) return;
  await client.send(
    new RotateSecretCommand({
      SecretId: name,
      RotationLambdaARN: functionArn,
      RotationRules: { AutomaticallyAfterDays: ROTATE_AFTER_DAYS },
      RotateImmediately: false,
    }),
  );
}

/** Puts credentials in the place of a secret's current ones. */
export async function replaceCredentials(
  client: SecretsManagerClient,
  name: string,
  credentials: Credentials,
): Promise<void> {
  await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: JSON.stringify(credentials) }));
}

/** Ends the rotation of a secret, if it has one. */
export async function stopRotation(client: SecretsManagerClient, name: string): Promise<void> {
  const { RotationEnabled } = await client.send(new DescribeSecretCommand({ SecretId: name }));
  if (RotationEnabled) await client.send(new CancelRotateSecretCommand({ SecretId: name }));
}

/** Whether there is a secret of this name. Its value is not asked for. */
export async function secretExists(client: SecretsManagerClient, name: string): Promise<boolean> {
  try {
    await client.send(new DescribeSecretCommand({ SecretId: name }));
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/**
 * Deletes a secret at once. Without the days in which it could be brought back: it is no more than the password of a
 * role that is gone, and it would keep the key that encrypts it in use and its name taken.
 */
export async function deleteSecret(client: SecretsManagerClient, name: string): Promise<void> {
  try {
    await client.send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
