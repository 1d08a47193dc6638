import { textOf } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

export const providerSecret: Rule = {
  id: 'CR-09.ProviderSecret',
  keeps: ['CR-09', 'ID-06'],
  statement: 'What the platform signs in to identity providers with is read from Secrets Manager, and in no template.',
  types: ['AWS::Cognito::UserPoolIdentityProvider'],
  judge({ properties }) {
    const { ProviderDetails = {} } = properties as { ProviderDetails?: Readonly<Record<string, unknown>> };
    const secret = textOf(ProviderDetails.client_secret);
    return verdict({
      'ProviderDetails.client_secret': secret.startsWith('{{resolve:secretsmanager:')
        ? undefined
        : 'is in the template; refer to a secret of Secrets Manager',
    });
  },
};
