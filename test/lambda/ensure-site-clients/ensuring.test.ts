import {
  DescribeUserPoolClientCommand,
  ListGroupsCommand,
  ListUserPoolClientsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { ensureSite } from '../../../lambda/ensure-site-clients/ensuring';
import { hostOf, IdentityWorld, SETTINGS } from '../support/identity-world';

jest.setTimeout(60_000);

let world: IdentityWorld;
beforeAll(async () => {
  world = await IdentityWorld.start();
});
afterAll(() => world?.stop());

const clientsOf = async (site: string) => {
  const { UserPoolClients = [] } = await world.cognito.send(
    new ListUserPoolClientsCommand({ UserPoolId: world.pool, MaxResults: 60 }),
  );
  return UserPoolClients.filter(({ ClientName }) => ClientName === site);
};
const describeClient = async (ClientId: string) => {
  const request = new DescribeUserPoolClientCommand({ UserPoolId: world.pool, ClientId });
  return (await world.cognito.send(request)).UserPoolClient;
};

test('a site gets an app client of its own, a sign-in page, and a group for each role (TN-04, TN-06)', async () => {
  const client = await world.open('acme');
  expect(await world.clients.siteOfClient(client)).toBe('acme');
  expect(await world.clients.siteOfHost('ACME.eu.vinefield.example:443')).toBe('acme');
  expect(world.door.pages).toContain(client);
  const { Groups = [] } = await world.cognito.send(new ListGroupsCommand({ UserPoolId: world.pool }));
  expect(Groups.map(({ GroupName }) => GroupName).sort()).toEqual(['acme.admin', 'acme.reader']);
});

test('who has signed in is sent to the site alone, over TLS, and every token ends soon (CR-09)', async () => {
  expect(await describeClient(await world.open('acme'))).toMatchObject({
    AllowedOAuthFlows: ['code'],
    CallbackURLs: ['https://acme.eu.vinefield.example/sign-in/callback'],
    LogoutURLs: ['https://acme.eu.vinefield.example/'],
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
    AccessTokenValidity: 15,
    RefreshTokenValidity: 12,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'hours' },
    SupportedIdentityProviders: ['COGNITO', 'Google', 'Facebook', 'LinkedIn'],
  });
});

test('done again, nothing is asked of Cognito', async () => {
  await world.open('acme');
  const before = world.door.calls.length;
  expect(await ensureSite({ site: 'acme', host: hostOf('acme') }, world.means)).toBe('as it was');
  expect(world.door.calls).toHaveLength(before);
});

test.each(['CreateManagedLoginBranding', 'CreateGroup'])(
  'killed at %s, the next run goes on with the same client',
  async (call) => {
    const site = `killed-${call.toLowerCase()}`;
    world.door.failAt = call;
    await expect(world.open(site)).rejects.toThrow('killed here');
    const client = await world.open(site);
    expect((await clientsOf(site)).map(({ ClientId }) => ClientId)).toEqual([client]);
  },
);

test('another host and other settings change the client that is there', async () => {
  const client = await world.open('moved');
  const settings = { ...SETTINGS, accessTokenMinutes: 5 };
  const moved = { site: 'moved', host: 'new.eu.vinefield.example' };
  expect(await ensureSite(moved, { ...world.means, settings })).toBe('changed');
  expect(await describeClient(client)).toMatchObject({
    AccessTokenValidity: 5,
    CallbackURLs: ['https://new.eu.vinefield.example/sign-in/callback'],
  });
  expect(await world.clients.siteOfHost('new.eu.vinefield.example')).toBe('moved');
  expect(await world.clients.siteOfHost(hostOf('moved'))).toBeUndefined();
});

test('neither a client nor a host ever passes to another site (TN-06)', async () => {
  const client = await world.open('first');
  const theft = { site: 'second', client, host: hostOf('second'), settings: 'x' };
  await expect(world.clients.note(theft)).rejects.toMatchObject({ name: 'TransactionCanceledException' });
  await expect(ensureSite({ site: 'second', host: hostOf('first') }, world.means)).rejects.toMatchObject({
    name: 'TransactionCanceledException',
  });
  expect(await world.clients.siteOfClient(client)).toBe('first');
  expect(await world.clients.siteOfHost(hostOf('first'))).toBe('first');
});
