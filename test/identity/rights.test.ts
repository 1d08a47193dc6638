import { createApp } from '../../lib/platform/app';
import { home, identityStack } from './identity-stack-fixture';
import { Policies } from './policies';

jest.setTimeout(60_000);

const policies = new Policies(identityStack(createApp()));
const pool = policies.arn('AWS::Cognito::UserPool', 'Users');
const clients = policies.arn('AWS::DynamoDB::Table', 'Clients');
const keys = policies.arn('AWS::DynamoDB::Table', 'ApiKeys');
const bus = `arn:aws:events:${home.region}:${home.account}:event-bus/default`;

const may = (prefix: string, action: string, resource: string, context?: Record<string, string[]>) =>
  policies.may(policies.ofFunction(prefix), action, resource, context);

/** What would move a user to another site, or let somebody choose a user's password. */
const FORBIDDEN = [
  'AdminSetUserPassword',
  'AdminUpdateUserAttributes',
  'AdminSetUserMFAPreference',
  'AdminInitiateAuth',
  'UpdateUserPool',
  'DeleteUserPool',
  'SetRiskConfiguration',
];

test.each(policies.functions)(
  '%s can set no password, change no user and weaken no pool (TN-05, ID-04)',
  async (name) => {
    for (const action of FORBIDDEN)
      expect([action, await may(name, `cognito-idp:${action}`, pool)]).toEqual([action, false]);
  },
);

test('only manage-site-users creates users and gives them roles', async () => {
  for (const action of ['AdminCreateUser', 'AdminAddUserToGroup']) {
    for (const name of policies.functions) {
      expect([name, action, await may(name, `cognito-idp:${action}`, pool)]).toEqual([
        name,
        action,
        name.startsWith('AccountsUsers'),
      ]);
    }
  }
});

test('users are removed by manage-site-users, and app clients with all users by what closes erased sites (TN-20)', async () => {
  const removing = { AdminDeleteUser: ['AccountsUsers', 'ClosedClose'], DeleteUserPoolClient: ['ClosedClose'] };
  for (const [action, who] of Object.entries(removing)) {
    for (const name of policies.functions) {
      const expected = who.some((one) => name.startsWith(one));
      expect([name, action, await may(name, `cognito-idp:${action}`, pool)]).toEqual([name, action, expected]);
    }
  }
});

test('only ensure-site-clients makes app clients, and only it writes which site they belong to (TN-06)', async () => {
  for (const name of policies.functions) {
    const own = name.startsWith('AccountsClients');
    expect(await may(name, 'cognito-idp:CreateUserPoolClient', pool)).toBe(own);
    expect(await may(name, 'dynamodb:PutItem', clients)).toBe(own);
  }
});

test('the triggers and the authorizer look up single items, and neither list nor change any', async () => {
  for (const name of ['TriggersAdmit', 'TriggersIssueToken', 'Authorizer']) {
    expect(await may(name, 'dynamodb:GetItem', clients)).toBe(true);
    for (const action of [
      'dynamodb:Scan',
      'dynamodb:Query',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
    ])
      for (const table of [clients, keys]) expect(await may(name, action, table)).toBe(false);
  }
  expect(await may('Authorizer', 'dynamodb:GetItem', keys)).toBe(true);
  expect(await may('TriggersIssueToken', 'dynamodb:GetItem', keys)).toBe(false);
});

test('only manage-api-keys makes keys, only what closes erased sites ends them besides, and nobody deletes one: what a key was stays known (ID-05)', async () => {
  for (const name of policies.functions) {
    expect(await may(name, 'dynamodb:PutItem', keys)).toBe(name.startsWith('KeysManage'));
    expect(await may(name, 'dynamodb:UpdateItem', keys)).toBe(/^(KeysManage|ClosedClose)/.test(name));
    expect(await may(name, 'dynamodb:DeleteItem', keys)).toBe(false);
  }
});

test('a federated user is linked by the trigger, which can do nothing else with users', async () => {
  expect(await may('TriggersAdmit', 'cognito-idp:AdminLinkProviderForUser', pool)).toBe(true);
  expect(await may('TriggersAdmit', 'cognito-idp:AdminGetUser', pool)).toBe(false);
  expect(await may('TriggersIssueToken', 'cognito-idp:ListUsers', pool)).toBe(false);
});

test('events of users are published as such, and as nothing else', async () => {
  for (const name of ['TriggersAdmit', 'SignInsReport', 'KeysFindLapsing']) {
    expect(await may(name, 'events:PutEvents', bus, { 'events:source': ['cordon.identity'] })).toBe(true);
    for (const sources of [['cordon.sites'], ['cordon.identity', 'cordon.sites']]) {
      expect(await may(name, 'events:PutEvents', bus, { 'events:source': sources })).toBe(false);
    }
  }
});

describe('the application', () => {
  const servers = policies.ofServers();
  const stream = (kind: string) =>
    policies.arn('AWS::Logs::LogGroup', `Records${kind}`).replace(/\*$/, 'log-stream:server-1');

  test.each(['Access', 'Change'])('adds to the log of %s records', async (kind) => {
    expect(await policies.may(servers, 'logs:PutLogEvents', stream(kind))).toBe(true);
  });

  test.each(['Access', 'Change'])(
    'takes nothing from the log of %s records, and changes nothing (LG-07)',
    async (kind) => {
      const group = policies.arn('AWS::Logs::LogGroup', `Records${kind}`);
      for (const action of [
        'DeleteLogGroup',
        'PutRetentionPolicy',
        'DisassociateKmsKey',
        'DeleteDataProtectionPolicy',
        'PutDataProtectionPolicy',
        'DeleteMetricFilter',
        'Unmask',
      ]) {
        expect([action, await policies.may(servers, `logs:${action}`, group)]).toEqual([action, false]);
      }
      expect(await policies.may(servers, 'logs:DeleteLogStream', stream(kind))).toBe(false);
    },
  );

  test('asks for users and keys, and touches neither itself', async () => {
    for (const prefix of ['Authorizer', 'AccountsUsers', 'KeysManage']) {
      const target = policies.arn('AWS::Lambda::Function', prefix);
      expect(await policies.may(servers, 'lambda:InvokeFunction', target)).toBe(true);
      expect(await policies.may(servers, 'lambda:UpdateFunctionCode', target)).toBe(false);
    }
    for (const action of ['AdminCreateUser', ...FORBIDDEN])
      expect(await policies.may(servers, `cognito-idp:${action}`, pool)).toBe(false);
    for (const table of [clients, keys])
      for (const action of ['GetItem', 'Query', 'PutItem'])
        expect(await policies.may(servers, `dynamodb:${action}`, table)).toBe(false);
  });
});
