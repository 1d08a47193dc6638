import { GetSecretValueCommand, paginateListSecretVersionIds } from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient, SecretVersionsListEntry } from '@aws-sdk/client-secrets-manager';
import { parseCredentials } from '../shared/credentials';
import type { Credentials } from '../shared/credentials';

export interface KnownCredentials {
  /** Which they are, in words. */
  readonly which: string;
  readonly credentials: Credentials;
}

/** A recovery point is at most 62 days old and a password 30 (ID-04), so that one of these is right; two are in reserve. */
const OLDER_ONES = 3;

/**
 * What a secret holds and held, newest first. A restored server knows the password of its own time: versions that have
 * lost their label are kept by Secrets Manager until there are a hundred.
 */
export async function* knownCredentials(
  client: SecretsManagerClient,
  secret: string,
): AsyncGenerator<KnownCredentials, void> {
  const versions: SecretVersionsListEntry[] = [];
  const pages = paginateListSecretVersionIds({ client }, { SecretId: secret, IncludeDeprecated: true });
  for await (const page of pages) versions.push(...(page.Versions ?? []));
  const labelled = (label: string) => versions.filter(({ VersionStages = [] }) => VersionStages.includes(label));
  const older = versions
    .filter(({ VersionStages = [] }) => VersionStages.length === 0)
    .sort((a, b) => (b.CreatedDate?.getTime() ?? 0) - (a.CreatedDate?.getTime() ?? 0))
    .slice(0, OLDER_ONES);
  const all = [
    ...labelled('AWSCURRENT').map((version) => ({ version, which: 'the current password' })),
    ...labelled('AWSPREVIOUS').map((version) => ({ version, which: 'the previous password' })),
    ...older.map((version) => ({
      version,
      which: `the password of ${version.CreatedDate?.toISOString().slice(0, 10)}`,
    })),
  ];
  for (const { version, which } of all) {
    const { SecretString } = await client.send(
      new GetSecretValueCommand({ SecretId: secret, VersionId: version.VersionId }),
    );
    if (SecretString !== undefined) yield { which, credentials: parseCredentials(SecretString, `${secret}, ${which}`) };
  }
}
