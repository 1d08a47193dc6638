import { AdminListGroupsForUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { handler as Handler } from '../../../lambda/manage-site-users/handler';
import type { SiteUser } from '../../../lambda/manage-site-users/users';
import { siteOfUser } from '../../../lambda/shared/identity/site-user';
import { captured } from '../support/captured';
import { IdentityWorld } from '../support/identity-world';

jest.setTimeout(60_000);

let world: IdentityWorld;
let handler: typeof Handler;
beforeAll(async () => {
  world = await IdentityWorld.start();
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/manage-site-users/handler'));
  for (const site of ['acme', 'bold']) await world.open(site);
});
afterAll(() => world?.stop());

const ask = async <T>(event: object) => (await captured(() => handler(event))).result as T;
const invite = (email: string, roles = ['reader'], site = 'acme') =>
  ask<SiteUser>({ action: 'invite', site, email, roles });
const groupsOf = async (user: string) => {
  const request = { UserPoolId: world.pool, Username: user };
  const { Groups = [] } = await world.cognito.send(new AdminListGroupsForUserCommand(request));
  return Groups.map(({ GroupName }) => GroupName);
};

test('who is invited belongs to the site by name, and has nobody’s password (TN-05, ID-01, ID-04)', async () => {
  const { user } = await invite('anna@example.com', ['admin', 'reader']);
  expect(siteOfUser(user)).toBe('acme');
  expect(user).not.toContain('anna');
  expect(await world.attributes(user)).toMatchObject({ email: 'anna@example.com', email_verified: 'true' });
  expect((await groupsOf(user)).sort()).toEqual(['acme.admin', 'acme.reader']);
});

test('invited again, it is the same user with other roles, and a new invitation until one is taken up', async () => {
  const first = await invite('ben@example.com', ['admin']);
  const sent = () => world.door.calls.filter((call) => call === 'AdminCreateUser').length;
  const before = sent();
  expect(await invite('Ben@Example.com', ['reader'])).toEqual({ user: first.user, roles: ['reader'] });
  expect(sent()).toBe(before + 1);
  expect(await groupsOf(first.user)).toEqual(['acme.reader']);
  await world.choosePassword(first.user, 'Correct-Horse-7-Battery');
  await invite('ben@example.com', ['admin']);
  expect(sent()).toBe(before + 1);
  expect(await groupsOf(first.user)).toEqual(['acme.admin']);
});

test('an address of one site can’t be invited, removed or linked at another (TN-05)', async () => {
  const { user } = await invite('carla@example.com');
  const email = 'carla@example.com';
  for (const event of [
    { action: 'invite', site: 'bold', email, roles: ['admin'] },
    { action: 'remove', site: 'bold', email },
    { action: 'link', site: 'bold', email, provider: 'Facebook', subject: '10158' },
  ]) {
    await expect(ask(event)).rejects.toMatchObject({
      name: 'Refused',
      message: 'This address cannot be used at this site, since an account belongs to one site only',
    });
  }
  expect(await groupsOf(user)).toEqual(['acme.reader']);
});

test('who is removed is gone at once, and removing once more changes nothing', async () => {
  await invite('dora@example.com');
  const remove = () => ask({ action: 'remove', site: 'acme', email: 'dora@example.com' });
  expect(await remove()).toEqual({ removed: true });
  expect(await remove()).toEqual({ removed: false });
  expect(world.door.calls).toContain('AdminUserGlobalSignOut');
});

test('a list has the users of its site and no other', async () => {
  const own = await invite('emil@example.com', ['admin'], 'bold');
  const users = await ask<SiteUser[]>({ action: 'list', site: 'bold' });
  expect(users).toEqual([own]);
});

test('an account at a provider is linked by its id', async () => {
  const { user } = await invite('fritz@example.com');
  const event = { action: 'link', site: 'acme', email: 'fritz@example.com', provider: 'Facebook', subject: '10158' };
  expect(await ask(event)).toEqual({ user });
  expect(await ask(event)).toEqual({ user });
  expect((await world.attributes(user)).identities).toContain('10158');
});

test.each([
  [
    { action: 'invite', site: 'acme', email: 'x@example.com', roles: ['owner'] },
    'owner is no role of the application; admin, reader are',
  ],
  [
    { action: 'invite', site: 'acme', email: 'nobody', roles: ['admin'] },
    'The request is wrong: email: Invalid email address',
  ],
  [
    { action: 'invite', site: 'acme', email: 'x@example.com', roles: [] },
    'The request is wrong: roles: must have one role at least',
  ],
  [
    { action: 'invite', site: 'Acme', email: 'x@example.com', roles: ['admin'] },
    'The request is wrong: site: must be a site id',
  ],
  [
    { action: 'link', site: 'acme', email: 'x@example.com', provider: 'Google', subject: '1' },
    'Nobody was invited to acme by this address; invite them first',
  ],
])('%j is refused', async (event, message) => {
  await expect(ask(event)).rejects.toMatchObject({ name: 'Refused', message });
});

test('no address of a person is logged', async () => {
  const { lines } = await captured(() =>
    handler({ action: 'invite', site: 'acme', email: 'gerda@example.com', roles: ['admin'] }),
  );
  expect(lines).toContainEqual(expect.objectContaining({ message: 'invite', site: 'acme' }));
  expect(JSON.stringify(lines)).not.toContain('gerda');
});
