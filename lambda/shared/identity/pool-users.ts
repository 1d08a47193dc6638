import {
  AdminLinkProviderForUserCommand,
  paginateListUsers,
  type CognitoIdentityProviderClient,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Identity } from './providers';
import { siteOfUser } from './site-user';

/** A user of the pool, as far as it matters here. */
export interface PoolUser {
  readonly userName: string;
  readonly emailVerified: string | undefined;
  readonly enabled: boolean | undefined;
  /** `FORCE_CHANGE_PASSWORD` until the invitation is taken up. */
  readonly status: string | undefined;
}

/** All users that have an e-mail address; a pool finds it in any case of letters. */
export async function usersWithEmail(
  cognito: CognitoIdentityProviderClient,
  pool: string,
  email: string,
): Promise<PoolUser[]> {
  // The filter has no other way to say a quotation mark, and hardly an address has one.
  const Filter = `email = "${email.toLowerCase().replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  return usersBy(cognito, pool, Filter);
}

/** All users of a site, by their names, which say it. */
export async function usersOfSite(
  cognito: CognitoIdentityProviderClient,
  pool: string,
  site: string,
): Promise<PoolUser[]> {
  // A site's id has no dot: no other one begins like this.
  const users = await usersBy(cognito, pool, `username ^= "${site}."`);
  return users.filter(({ userName }) => siteOfUser(userName) === site);
}

async function usersBy(cognito: CognitoIdentityProviderClient, pool: string, Filter: string): Promise<PoolUser[]> {
  const users: PoolUser[] = [];
  for await (const { Users = [] } of paginateListUsers({ client: cognito }, { UserPoolId: pool, Filter })) {
    users.push(...Users.map(poolUser));
  }
  return users;
}

export function poolUser({ Username = '', Attributes = [], Enabled, UserStatus }: UserType): PoolUser {
  const verified = Attributes.find(({ Name }) => Name === 'email_verified');
  return { userName: Username, emailVerified: verified?.Value, enabled: Enabled, status: UserStatus };
}

/** Lets a person sign in as a user through a provider; nothing changes if it is so already. */
export async function linkIdentity(
  cognito: CognitoIdentityProviderClient,
  pool: string,
  userName: string,
  { provider, subject }: Identity,
): Promise<void> {
  await cognito.send(
    new AdminLinkProviderForUserCommand({
      UserPoolId: pool,
      DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: userName },
      SourceUser: {
        ProviderName: provider,
        ProviderAttributeName: 'Cognito_Subject',
        ProviderAttributeValue: subject,
      },
    }),
  );
}
