import {
  AdminDeleteUserCommand,
  DeleteGroupCommand,
  DeleteUserPoolClientCommand,
  ResourceNotFoundException,
  UserNotFoundException,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { ApiKeys } from '../shared/identity/api-keys';
import { usersOfSite } from '../shared/identity/pool-users';
import type { SiteClients } from '../shared/identity/site-clients';
import { groupOf } from '../shared/identity/site-user';

export interface Means {
  readonly cognito: CognitoIdentityProviderClient;
  readonly pool: string;
  readonly clients: SiteClients;
  readonly keys: ApiKeys;
  /** Roles that the application has. */
  readonly roles: readonly string[];
  readonly now: () => Date;
}

/** What was taken away of a site. */
export interface Closed {
  readonly users: number;
  readonly keys: number;
}

/**
 * Takes away what an erased site has left here: the accounts of its users, the rights of its keys, its groups and its app
 * client (TN-20). Its entry in the table of clients goes last, so that whoever is killed is followed by one who goes on.
 *
 * @returns undefined where nothing was left.
 */
export async function closeSite(site: string, means: Means): Promise<Closed | undefined> {
  const { cognito, pool, clients, keys, roles, now } = means;
  const known = await clients.ofSite(site);
  if (known === undefined) return undefined;
  const users = await usersOfSite(cognito, pool, site);
  for (const { userName: Username } of users) {
    await unlessGone(cognito.send(new AdminDeleteUserCommand({ UserPoolId: pool, Username })));
  }
  const valid = (await keys.ofSite(site)).filter(({ revokedAt }) => revokedAt === undefined);
  for (const { id } of valid) await keys.revoke(site, id, now().toISOString());
  for (const role of roles) {
    await unlessGone(cognito.send(new DeleteGroupCommand({ UserPoolId: pool, GroupName: groupOf(site, role) })));
  }
  await unlessGone(cognito.send(new DeleteUserPoolClientCommand({ UserPoolId: pool, ClientId: known.client })));
  await clients.forgetSite(known);
  return { users: users.length, keys: valid.length };
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof UserNotFoundException || error instanceof ResourceNotFoundException)) throw error;
  }
}
