import type { PreSignUpTriggerEvent } from 'aws-lambda';
import type { handler as Handler } from '../../../lambda/admit-federated-user/handler';
import { invite } from '../../../lambda/manage-site-users/users';
import { captured } from '../support/captured';
import { IdentityWorld } from '../support/identity-world';

jest.setTimeout(60_000);

let world: IdentityWorld;
let handler: typeof Handler;
const clients: Record<string, string> = {};
beforeAll(async () => {
  world = await IdentityWorld.start();
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/admit-federated-user/handler'));
  for (const site of ['acme', 'bold']) clients[site] = await world.open(site);
});
afterAll(() => world?.stop());

/** An event as Cognito sends it where somebody comes from Google for the first time. */
function arrival(site: string, userName: string, userAttributes: Record<string, string>): PreSignUpTriggerEvent {
  return {
    version: '1',
    region: 'eu-central-1',
    userPoolId: world.pool,
    userName,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: clients[site] ?? 'nobody' },
    triggerSource: 'PreSignUp_ExternalProvider',
    request: {
      userAttributes: { 'cognito:email_alias': '', 'cognito:phone_number_alias': '', ...userAttributes },
      validationData: {},
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  };
}

test('an invited person is linked, and asked to sign in once more (ID-06)', async () => {
  const { user } = await invite(
    { action: 'invite', site: 'acme', email: 'anna@example.com', roles: ['admin'] },
    world.means,
  );
  const event = arrival('acme', 'Google_1134', { email: 'Anna@example.com', email_verified: 'true' });
  // Whatever became of the first answer, the second is the same.
  for (let attempt = 1; attempt <= 2; attempt++) {
    await captured(() => expect(handler(event)).rejects.toThrow('LINKED_SIGN_IN_AGAIN'));
  }
  const identities = JSON.parse((await world.attributes(user)).identities ?? '[]') as object[];
  expect(identities).toEqual([expect.objectContaining({ providerName: 'Google', userId: '1134' })]);
});

test('who was not invited, or only elsewhere, is refused and told of without their address (TN-05)', async () => {
  await invite({ action: 'invite', site: 'bold', email: 'ben@example.com', roles: ['admin'] }, world.means);
  await world.events.take();
  const refused = async (site: string, subject: string, attributes: Record<string, string>) => {
    const { lines } = await captured(() =>
      expect(handler(arrival(site, `LinkedIn_${subject}`, attributes))).rejects.toThrow(
        'This account was not invited to this site',
      ),
    );
    expect(JSON.stringify(lines)).not.toContain('example.com');
  };
  await refused('acme', 'a1', { email: 'stranger@example.com', email_verified: 'true' });
  await refused('acme', 'a2', { email: 'ben@example.com', email_verified: 'true' });
  await refused('bold', 'a3', { email: 'ben@example.com', email_verified: 'false' });
  await refused('nowhere', 'a4', { email: 'ben@example.com', email_verified: 'true' });
  const told = await world.events.take();
  expect(told.map(({ detail }) => [detail.subject, detail.site, detail.reason])).toEqual([
    ['a1', 'acme', 'not-invited'],
    ['a2', 'acme', 'other-site'],
    ['a3', 'bold', 'unverified-email'],
    ['a4', undefined, 'unknown-client'],
  ]);
  expect(JSON.stringify(told)).not.toContain('example.com');
});

test('an address that would mean something else in the search finds nobody', async () => {
  const event = arrival('acme', 'Google_9', { email: '" or email ^= "', email_verified: 'true' });
  await captured(() => expect(handler(event)).rejects.toThrow('This account was not invited to this site'));
});

test('administrators invite, and nobody signs up by themselves', async () => {
  const event = arrival('acme', 'acme.0', {});
  const byAdministrator = { ...event, triggerSource: 'PreSignUp_AdminCreateUser' } as PreSignUpTriggerEvent;
  expect(await handler(byAdministrator)).toEqual(byAdministrator);
  const alone = { ...event, triggerSource: 'PreSignUp_SignUp' } as PreSignUpTriggerEvent;
  await expect(handler(alone)).rejects.toThrow('Accounts are made by invitation only');
});
