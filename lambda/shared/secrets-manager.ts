import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretVersions } from './secret-versions';

/** The versions of one secret in AWS Secrets Manager. */
export function secretVersions(client: SecretsManagerClient, secret: string): SecretVersions {
  return {
    async describe() {
      const answer = await client.send(new DescribeSecretCommand({ SecretId: secret }));
      return {
        name: answer.Name ?? secret,
        rotationEnabled: answer.RotationEnabled ?? true,
        stages: answer.VersionIdsToStages ?? {},
      };
    },
    async read(stage, version) {
      try {
        const command = new GetSecretValueCommand({ SecretId: secret, VersionStage: stage, VersionId: version });
        return (await client.send(command)).SecretString;
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }
    },
    async writePending(version, value) {
      await client.send(
        new PutSecretValueCommand({
          SecretId: secret,
          ClientRequestToken: version,
          SecretString: value,
          VersionStages: ['AWSPENDING'],
        }),
      );
    },
    async makeCurrent(version, insteadOf) {
      await client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: secret,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: version,
          RemoveFromVersionId: insteadOf,
        }),
      );
    },
  };
}
