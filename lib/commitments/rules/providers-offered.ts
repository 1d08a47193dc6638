import { present } from '../rule';
import type { Rule } from '../rule';
import { isHome } from './stages';

interface Provider {
  readonly ProviderName?: string;
  readonly ProviderType?: string;
  readonly ProviderDetails?: Readonly<Record<string, unknown>>;
  readonly AttributeMapping?: Readonly<Record<string, unknown>>;
}

/** Who vouches for people, with the protocol by which; LinkedIn is asked by OpenID Connect. */
const PROVIDERS = { Google: 'Google', Facebook: 'Facebook', LinkedIn: 'OIDC' } as const;
const LINKEDIN = 'https://www.linkedin.com/oauth';

/** A rule for each provider that people were promised. */
export const providersOffered: readonly Rule[] = (Object.keys(PROVIDERS) as (keyof typeof PROVIDERS)[]).map((name) =>
  present({
    id: `ID-06.${name}Offered`,
    keeps: ['ID-06'],
    statement: `People can sign in with an account of ${name}.`,
    types: ['AWS::Cognito::UserPoolIdentityProvider'],
    where: isHome,
    needs: `${name} among the identity providers of its user pool, with the user’s id mapped; use IdentityProviders`,
    is: ({ properties, stack }, assembly) => {
      const { ProviderName, ProviderType, ProviderDetails, AttributeMapping } = properties as Provider;
      return (
        ProviderName === name &&
        ProviderType === PROVIDERS[name] &&
        (name !== 'LinkedIn' || ProviderDetails?.oidc_issuer === LINKEDIN) &&
        AttributeMapping?.username !== undefined &&
        assembly.target(properties.UserPoolId, stack)?.type === 'AWS::Cognito::UserPool'
      );
    },
  }),
);
