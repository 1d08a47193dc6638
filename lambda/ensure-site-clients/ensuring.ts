import {
  CreateGroupCommand,
  CreateManagedLoginBrandingCommand,
  CreateUserPoolClientCommand,
  GroupExistsException,
  ManagedLoginBrandingExistsException,
  paginateListUserPoolClients,
  UpdateUserPoolClientCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { SiteClients } from '../shared/identity/site-clients';
import { groupOf } from '../shared/identity/site-user';
import { clientSettings, digestOf, type ClientSettings, type SignInSettings } from './client-settings';

export interface SiteAddress {
  readonly site: string;
  readonly host: string;
}

export interface Means {
  readonly cognito: CognitoIdentityProviderClient;
  readonly pool: string;
  readonly clients: SiteClients;
  readonly roles: readonly string[];
  readonly settings: SignInSettings;
}

export type Ensured = 'made' | 'changed' | 'as it was';

/** Gives a site its app client and its groups. Safe to kill at any moment and to do again. */
export async function ensureSite({ site, host }: SiteAddress, means: Means): Promise<Ensured> {
  const wanted = clientSettings(site, host, means.settings);
  // Roles are part of it: a new one makes new groups at every site.
  const settings = `${digestOf(wanted)} ${means.roles.join(' ')}`;
  const known = await means.clients.ofSite(site);
  if (known?.host === host && known.settings === settings) return 'as it was';
  const client = known?.client ?? (await madeBefore(site, means)) ?? (await makeClient(wanted, means));
  if (known) await changeClient(client, wanted, means);
  await ensurePage(client, means);
  for (const role of means.roles) await ensureGroup(groupOf(site, role), means);
  await means.clients.note({ site, client, host, settings });
  return known ? 'changed' : 'made';
}

/** A client that a run made which was killed before it noted so. */
async function madeBefore(site: string, { cognito, pool }: Means): Promise<string | undefined> {
  const request = { UserPoolId: pool, MaxResults: 60 };
  for await (const { UserPoolClients = [] } of paginateListUserPoolClients({ client: cognito }, request)) {
    const found = UserPoolClients.find(({ ClientName }) => ClientName === site);
    if (found) return found.ClientId;
  }
  return undefined;
}

async function makeClient(wanted: ClientSettings, { cognito, pool }: Means): Promise<string> {
  const { UserPoolClient } = await cognito.send(new CreateUserPoolClientCommand({ UserPoolId: pool, ...wanted }));
  if (UserPoolClient?.ClientId) return UserPoolClient.ClientId;
  throw new Error(`Cognito made no app client for ${wanted.ClientName}`);
}

async function changeClient(client: string, wanted: ClientSettings, { cognito, pool }: Means): Promise<void> {
  await cognito.send(new UpdateUserPoolClientCommand({ UserPoolId: pool, ClientId: client, ...wanted }));
}

/** Without a style of its own, the sign-in page of a client is an error. */
async function ensurePage(client: string, { cognito, pool }: Means): Promise<void> {
  const request = { UserPoolId: pool, ClientId: client, UseCognitoProvidedValues: true };
  try {
    await cognito.send(new CreateManagedLoginBrandingCommand(request));
  } catch (error) {
    if (!(error instanceof ManagedLoginBrandingExistsException)) throw error;
  }
}

async function ensureGroup(group: string, { cognito, pool }: Means): Promise<void> {
  try {
    await cognito.send(new CreateGroupCommand({ UserPoolId: pool, GroupName: group }));
  } catch (error) {
    if (!(error instanceof GroupExistsException)) throw error;
  }
}
