import { createHash } from 'node:crypto';
import type { CreateUserPoolClientRequest } from '@aws-sdk/client-cognito-identity-provider';
import { PROVIDERS } from '../shared/identity/providers';

/** What the settings of all sites' clients come from. */
export interface SignInSettings {
  readonly accessTokenMinutes: number;
  readonly sessionHours: number;
  readonly callbackPath: string;
}

export type ClientSettings = Omit<CreateUserPoolClientRequest, 'UserPoolId' | 'GenerateSecret'>;

/**
 * Settings of a site's app client. It has no secret, which somebody would have to keep: whoever signs in is sent back to
 * the site's own address over TLS and nowhere else, with a code that is bound to the browser by PKCE (CR-09).
 */
export function clientSettings(site: string, host: string, settings: SignInSettings): ClientSettings {
  return {
    ClientName: site,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email', 'profile'],
    CallbackURLs: [`https://${host}${settings.callbackPath}`],
    LogoutURLs: [`https://${host}/`],
    SupportedIdentityProviders: ['COGNITO', ...PROVIDERS],
    // Passwords are typed at the sign-in page only; passkeys there need the second flow.
    ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
    AccessTokenValidity: settings.accessTokenMinutes,
    IdTokenValidity: settings.accessTokenMinutes,
    RefreshTokenValidity: settings.sessionHours,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'hours' },
    AuthSessionValidity: 5,
    ReadAttributes: ['email', 'email_verified', 'name'],
    // No more than what providers say of a person: Cognito wants every mapped attribute to be here.
    WriteAttributes: ['email', 'name'],
  };
}

/** Tells settings from others. */
export function digestOf(settings: ClientSettings): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
}
