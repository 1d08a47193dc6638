import { textOf } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

/** Characters of a generated password at the least; 32 where nothing is said. */
const SHORTEST = 32;

export const generatedSecret: Rule = {
  id: 'ID-04.GeneratedSecret',
  keeps: ['ID-04', 'CR-09'],
  statement: 'A secret is generated where it is kept, and a database takes its password from there.',
  types: ['AWS::SecretsManager::Secret', 'AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
  judge({ type, properties }) {
    if (type === 'AWS::SecretsManager::Secret') return judgeSecret(properties);
    const { MasterUserPassword } = properties;
    // A replica has the users of its source.
    if (MasterUserPassword === undefined) return undefined;
    return verdict({
      MasterUserPassword: textOf(MasterUserPassword).startsWith('{{resolve:secretsmanager:')
        ? undefined
        : 'is in the template; refer to a secret of Secrets Manager',
    });
  },
};

function judgeSecret(properties: Readonly<Record<string, unknown>>) {
  const { SecretString, GenerateSecretString } = properties as {
    SecretString?: unknown;
    GenerateSecretString?: { readonly PasswordLength?: number };
  };
  const length = GenerateSecretString?.PasswordLength ?? SHORTEST;
  return verdict({
    SecretString: SecretString === undefined ? undefined : 'is in the template; generate it',
    GenerateSecretString: GenerateSecretString ? undefined : 'is missing, so that somebody chooses it; generate it',
    'GenerateSecretString.PasswordLength':
      length >= SHORTEST ? undefined : `is ${length}; ${SHORTEST} characters or more are allowed`,
  });
}
