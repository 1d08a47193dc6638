import { SecretValue } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { PROVIDERS, type Provider } from '../../lambda/shared/identity/providers';
import type { Place } from '../config/platform';
import { providerSecretName } from '../platform/names';

export interface IdentityProvidersProps {
  readonly place: Place;
  readonly pool: cognito.CfnUserPool;
  /** Day that the secrets were stored, which is part of their names. */
  readonly secretsOf: string;
}

interface Description {
  readonly type: 'Google' | 'Facebook' | 'OIDC';
  readonly details: Readonly<Record<string, string>>;
  /** Attributes of the pool, by what the provider calls them. */
  readonly attributes: Readonly<Record<string, string>>;
}

const WITH_VERIFIED_ADDRESS = { username: 'sub', name: 'name', email: 'email', email_verified: 'email_verified' };

const DESCRIPTIONS: Readonly<Record<Provider, Description>> = {
  Google: {
    type: 'Google',
    details: { authorize_scopes: 'openid email profile' },
    attributes: WITH_VERIFIED_ADDRESS,
  },
  // Facebook doesn't say whether an address is verified, so that it is not even asked for one: an administrator links
  // such an account by its id.
  Facebook: {
    type: 'Facebook',
    details: { authorize_scopes: 'public_profile' },
    attributes: { username: 'id', name: 'name' },
  },
  LinkedIn: {
    type: 'OIDC',
    details: {
      authorize_scopes: 'openid profile email',
      attributes_request_method: 'GET',
      oidc_issuer: 'https://www.linkedin.com/oauth',
      authorize_url: 'https://www.linkedin.com/oauth/v2/authorization',
      token_url: 'https://www.linkedin.com/oauth/v2/accessToken',
      attributes_url: 'https://api.linkedin.com/v2/userinfo',
      jwks_uri: 'https://www.linkedin.com/oauth/openid/jwks',
    },
    attributes: WITH_VERIFIED_ADDRESS,
  },
};

/**
 * Google, Facebook and LinkedIn, whose accounts open the site that their holder was invited to (ID-06). CloudFormation
 * reads our id and secret there from Secrets Manager, so that they are in no template (CR-09). It does so only where the
 * reference changes: hence the day in the secret's name, which a rotation changes.
 */
export class IdentityProviders extends Construct {
  constructor(scope: Construct, id: string, { place, pool, secretsOf }: IdentityProvidersProps) {
    super(scope, id);
    for (const provider of PROVIDERS) {
      const { type, details, attributes } = DESCRIPTIONS[provider];
      const secret = (jsonField: string) =>
        SecretValue.secretsManager(providerSecretName(place, provider, secretsOf), { jsonField }).unsafeUnwrap();
      new cognito.CfnUserPoolIdentityProvider(this, provider, {
        userPoolId: pool.ref,
        providerName: provider,
        providerType: type,
        providerDetails: { ...details, client_id: secret('client_id'), client_secret: secret('client_secret') },
        attributeMapping: attributes,
      });
    }
  }
}
