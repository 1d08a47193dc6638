import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUserGlobalSignOutCommand,
  paginateListUsersInGroup,
  UserNotFoundException,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { linkIdentity, poolUser, usersWithEmail, type PoolUser } from '../shared/identity/pool-users';
import { Refused } from '../shared/identity/refusal';
import { groupOf, newUserName, rolesAt, siteOfUser } from '../shared/identity/site-user';
import type { UserRequest } from './request';

export interface Means {
  readonly cognito: CognitoIdentityProviderClient;
  readonly pool: string;
  /** Roles that the application has. */
  readonly roles: readonly string[];
}

export interface SiteUser {
  readonly user: string;
  readonly roles: readonly string[];
}

type Request<Action extends UserRequest['action']> = Extract<UserRequest, { action: Action }>;

/**
 * Invites a person by e-mail, with a temporary password that nobody chose and that Cognito alone knows (ID-04). Done
 * again, it sends a new invitation for as long as none was taken up, and gives the roles that are asked for.
 *
 * @throws Refused where the address is a user of another site (TN-05), or a role is none of the application's.
 */
export async function invite({ site, email, roles }: Request<'invite'>, means: Means): Promise<SiteUser> {
  const unknown = roles.filter((role) => !means.roles.includes(role));
  if (unknown.length > 0) {
    throw new Refused(`${unknown.join(', ')} is no role of the application; ${means.roles.join(', ')} are`);
  }
  const known = await userOf(site, email, means);
  const user = known?.userName ?? newUserName(site);
  if (!known || known.status === 'FORCE_CHANGE_PASSWORD') await sendInvitation(user, email, known !== undefined, means);
  await setRoles(site, user, roles, means);
  return { user, roles: [...roles].sort() };
}

/** Ends all sessions of a person and takes the account away. Nothing happens if there is none. */
export async function remove({ site, email }: Request<'remove'>, means: Means): Promise<{ readonly removed: boolean }> {
  const known = await userOf(site, email, means);
  if (!known) return { removed: false };
  const request = { UserPoolId: means.pool, Username: known.userName };
  try {
    await means.cognito.send(new AdminUserGlobalSignOutCommand(request));
    await means.cognito.send(new AdminDeleteUserCommand(request));
  } catch (error) {
    if (!(error instanceof UserNotFoundException)) throw error;
  }
  return { removed: true };
}

export async function link(request: Request<'link'>, means: Means): Promise<{ readonly user: string }> {
  const { site, email, provider, subject } = request;
  const known = await userOf(site, email, means);
  if (!known) throw new Refused(`Nobody was invited to ${site} by this address; invite them first`);
  await linkIdentity(means.cognito, means.pool, known.userName, { provider, subject });
  return { user: known.userName };
}

/** Users of a site with their roles. One without a role is not among them, and can do nothing either. */
export async function list({ site }: Request<'list'>, { cognito, pool, roles }: Means): Promise<SiteUser[]> {
  const found = new Map<string, string[]>();
  for (const role of roles) {
    const request = { UserPoolId: pool, GroupName: groupOf(site, role), Limit: 60 };
    for await (const { Users = [] } of paginateListUsersInGroup({ client: cognito }, request)) {
      for (const { userName } of Users.map(poolUser)) found.set(userName, [...(found.get(userName) ?? []), role]);
    }
  }
  return [...found].map(([user, of]) => ({ user, roles: of.sort() })).sort((a, b) => (a.user < b.user ? -1 : 1));
}

/** @throws Refused where the address is a user of another site. */
async function userOf(site: string, email: string, { cognito, pool }: Means): Promise<PoolUser | undefined> {
  const users = await usersWithEmail(cognito, pool, email);
  const own = users.find(({ userName }) => siteOfUser(userName) === site);
  if (own || users.length === 0) return own;
  // Not which one: that somebody is a customer elsewhere is nobody's business.
  throw new Refused('This address cannot be used at this site, since an account belongs to one site only');
}

async function sendInvitation(user: string, email: string, again: boolean, { cognito, pool }: Means): Promise<void> {
  const attributes = { email, email_verified: 'true' };
  await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId: pool,
      Username: user,
      DesiredDeliveryMediums: ['EMAIL'],
      ...(again
        ? { MessageAction: 'RESEND' }
        : { UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })) }),
    }),
  );
}

async function setRoles(site: string, user: string, roles: readonly string[], { cognito, pool }: Means): Promise<void> {
  const request = { UserPoolId: pool, Username: user };
  const { Groups = [] } = await cognito.send(new AdminListGroupsForUserCommand(request));
  const before = rolesAt(
    site,
    Groups.map(({ GroupName = '' }) => GroupName),
  );
  // What is taken away goes first: in between, a person has too few rights rather than too many.
  for (const role of before.filter((one) => !roles.includes(one))) {
    await cognito.send(new AdminRemoveUserFromGroupCommand({ ...request, GroupName: groupOf(site, role) }));
  }
  for (const role of roles.filter((one) => !before.includes(one))) {
    await cognito.send(new AdminAddUserToGroupCommand({ ...request, GroupName: groupOf(site, role) }));
  }
}
