import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import type { handler as Handler } from '../../../lambda/issue-token/handler';
import { newUserName } from '../../../lambda/shared/identity/site-user';
import { captured } from '../support/captured';
import { IdentityWorld } from '../support/identity-world';

jest.setTimeout(60_000);

let world: IdentityWorld;
let handler: typeof Handler;
let client: string;
beforeAll(async () => {
  world = await IdentityWorld.start();
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/issue-token/handler'));
  client = await world.open('acme');
});
afterAll(() => world?.stop());

/** An event as Cognito sends it where somebody has signed in at the page. */
function about(userName: string, groups: readonly string[], clientId = client): PreTokenGenerationV2TriggerEvent {
  return {
    version: '2',
    triggerSource: 'TokenGeneration_HostedAuth',
    region: 'eu-central-1',
    userPoolId: world.pool,
    userName,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
    request: {
      userAttributes: {
        sub: '8e1f',
        email_verified: 'true',
        'cognito:user_status': 'CONFIRMED',
        email: 'a@example.com',
      },
      groupConfiguration: { groupsToOverride: [...groups], iamRolesToOverride: [] },
      scopes: ['openid', 'email', 'profile'],
    },
    response: { claimsAndScopeOverrideDetails: {} },
  };
}

test('tokens say the site and its groups, and none of another (TN-04)', async () => {
  const event = about(newUserName('acme'), ['acme.reader', 'bold.admin', 'eu-central-1_x_Google']);
  expect((await handler(event)).response).toEqual({
    claimsAndScopeOverrideDetails: {
      idTokenGeneration: { claimsToAddOrOverride: { site: 'acme' } },
      accessTokenGeneration: {
        claimsToAddOrOverride: { site: 'acme' },
        scopesToSuppress: ['aws.cognito.signin.user.admin'],
      },
      groupOverrideDetails: { groupsToOverride: ['acme.reader'], iamRolesToOverride: [] },
    },
  });
});

test.each([
  ['a user of another site', () => about(newUserName('bold'), []), 'This account belongs to another site'],
  [
    'a federated user who is linked to nobody',
    () => about('Google_1134', []),
    'This account was not invited to any site',
  ],
  ['an app client of no site', () => about(newUserName('acme'), [], 'unknown'), 'This app client belongs to no site'],
])('%s gets no tokens, and it is counted (TN-05)', async (_, event, message) => {
  const { metrics } = await captured(() => expect(handler(event())).rejects.toThrow(message));
  expect(metrics).toContainEqual({ name: 'TokensRefused', unit: 'Count', values: [1], dimensions: [{}] });
});
