import { SERVER_RECOVERY_POINT_DAYS } from '../../worker/operations/erase';
import { RECEIPTS_SAY_DAYS } from '../../lib/commitments/rules/recovery-points-end';
import { describeRules, ruleOf } from './describe-rules';
import { problems, stack } from './template';
import type { Part } from './template';

const policy = (...statements: object[]) => ({ PolicyDocument: { Statement: statements } });
const server = (Properties: Record<string, unknown>): Part => ({ Type: 'AWS::RDS::DBInstance', Properties });
const SITE_KEYS = { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': 'alias/cordon/production/site/*' } };

describeRules([
  {
    rule: 'OR-06.RegisteredParties',
    good: {
      Allowed: {
        Type: 'AWS::Route53Resolver::FirewallDomainList',
        Properties: { Domains: ['*.ap-southeast-2.amazonaws.com', 'logs.au.example', 'sign-in.au.cellar.example'] },
      },
      Others: { Type: 'AWS::Route53Resolver::FirewallDomainList', Properties: { Domains: ['*'] } },
      Rules: {
        Type: 'AWS::Route53Resolver::FirewallRuleGroup',
        Properties: {
          FirewallRules: [
            { Priority: 1, Action: 'ALLOW', FirewallDomainListId: { 'Fn::GetAtt': ['Allowed', 'Id'] } },
            { Priority: 2, Action: 'BLOCK', FirewallDomainListId: { 'Fn::GetAtt': ['Others', 'Id'] } },
          ],
        },
      },
    },
    mutants: [
      ['a host of nobody', { Domains: ['collector.brokers.example'] }, /call collector\.brokers\.example/],
      ['a host for data of another residency', { Domains: ['logs.us.example'] }, /for ap-southeast-2/],
      ['a host that ends like one of ours', { Domains: ['evilcellar.example'] }, /evilcellar/],
      ['every host', { Domains: ['*'] }, /call \*/],
    ],
  },
  {
    rule: 'TN-01.NoSharedDatabase',
    good: { Server: server({ AllocatedStorage: '200' }) },
    mutants: [['a database that no site owns', { DBName: 'application' }, /is "application"/]],
  },
  {
    rule: 'TN-02.SitesApart',
    good: {
      Rights: {
        Type: 'AWS::IAM::Policy',
        Properties: policy(
          { Effect: 'Allow', Action: 'kms:Decrypt', Resource: 'arn:aws:kms:r:1:key/*', Condition: SITE_KEYS },
          { Effect: 'Allow', Action: ['kms:Decrypt'], Resource: { 'Fn::GetAtt': ['Key', 'Arn'] } },
          { Effect: 'Allow', Action: 'secretsmanager:*', Resource: 'arn:aws:secretsmanager:r:1:secret:cordon/site/*' },
          { Effect: 'Deny', Action: '*', Resource: '*' },
        ),
      },
    },
    mutants: [
      [
        'every key',
        policy({ Effect: 'Allow', Action: 'kms:*', Resource: 'arn:aws:kms:r:1:key/*' }),
        /kms:Decrypt with every key/,
      ],
      [
        'every key, in a condition that chooses none',
        policy({
          Effect: 'Allow',
          Action: 'kms:D*',
          Resource: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'true' } },
        }),
        /every key/,
      ],
      [
        'every secret',
        policy({ Effect: 'Allow', Action: 'secretsmanager:Get*', Resource: 'arn:aws:secretsmanager:r:1:secret:*' }),
        /every secret/,
      ],
    ],
  },
  {
    rule: 'TN-03.SiteTagged',
    good: {
      Rights: {
        Type: 'AWS::IAM::Policy',
        Properties: policy(
          {
            Effect: 'Allow',
            Action: 'kms:CreateKey',
            Resource: '*',
            Condition: { Null: { 'aws:RequestTag/site': 'false' } },
          },
          {
            Effect: 'Allow',
            Action: 'secretsmanager:CreateSecret',
            Resource: 'arn:aws:secretsmanager:r:1:secret:cordon/production/site/*',
          },
          {
            Effect: 'Allow',
            Action: 'secretsmanager:CreateSecret',
            Resource: 'arn:aws:secretsmanager:r:1:secret:rds!db-*',
          },
        ),
      },
    },
    mutants: [
      ['keys without a tag', policy({ Effect: 'Allow', Action: 'kms:CreateKey', Resource: '*' }), /keys of no site/],
      [
        'keys that must not have the tag',
        policy({
          Effect: 'Allow',
          Action: 'kms:CreateKey',
          Resource: '*',
          Condition: { Null: { 'aws:RequestTag/site': 'true' } },
        }),
        /keys of no site/,
      ],
      [
        'secrets of any name',
        policy({
          Effect: 'Allow',
          Action: 'secretsmanager:CreateSecret',
          Resource: 'arn:aws:secretsmanager:r:1:secret:cordon/*',
        }),
        /secrets of no site/,
      ],
    ],
  },
  {
    rule: 'TN-08.RoomForPackages',
    good: { Server: server({ AllocatedStorage: '200', MaxAllocatedStorage: 1000 }) },
    mutants: [
      ['no room to grow', { MaxAllocatedStorage: undefined }, /is missing with 200 GB/],
      ['too little of it', { MaxAllocatedStorage: 210 }, /220 GB or more/],
    ],
  },
  {
    rule: 'TN-11.RegionsInResidency',
    good: {
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: 'cordon-production-exports-111111111111-ap-southeast-2',
          ReplicationConfiguration: { Rules: [{ Destination: { Bucket: 'arn:aws:s3:::twin-ap-southeast-4' } }] },
        },
      },
    },
    mutants: [
      [
        'a replica abroad',
        { ReplicationConfiguration: { Rules: [{ Destination: { Bucket: 'arn:aws:s3:::twin-us-east-1' } }] } },
        /names us-east-1.*ap-southeast-2, ap-southeast-4 are allowed/,
      ],
    ],
  },
  {
    rule: 'TN-17.DedicatedServer',
    good: {
      Server: server({
        DBInstanceIdentifier: 'cordon-production-dedicated-acme',
        MultiAZ: true,
        MasterUserPassword: { 'Fn::Sub': ['{{resolve:secretsmanager:${S}}}', { S: { Ref: 'Secret' } }] },
        Tags: [
          { Key: 'cordon:kind', Value: 'dedicated' },
          { Key: 'cordon:server', Value: 'dedicated-acme' },
        ],
      }),
      Secret: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: { Tags: [{ Key: 'cordon:server', Value: 'dedicated-acme' }] },
      },
      Shared: server({ MasterUserPassword: { 'Fn::Sub': ['${S}', { S: { Ref: 'Other' } }] } }),
    },
    mutants: [
      ['the name of no site', { DBInstanceIdentifier: 'cordon-production-shared-2' }, /which names no site/],
      ['a single zone', { MultiAZ: false }, /MultiAZ is not true/],
      [
        'the secret of another server',
        { MasterUserPassword: { 'Fn::Sub': ['${S}', { S: { Ref: 'Other' } }] } },
        /another server has as well/,
      ],
    ],
  },
  {
    rule: 'TN-20.RequestDeadline',
    good: { Manage: requests({ DEADLINE_DAYS: '30', SUB_PROCESSOR_DAYS: '20', SUB_PROCESSORS: '[]' }) },
    mutants: [
      ['a deadline too late', requests({ DEADLINE_DAYS: '31' }).Properties!, /DEADLINE_DAYS is 31/],
      ['no time to ask', requests({ DEADLINE_DAYS: '20', SUB_PROCESSOR_DAYS: '20' }).Properties!, /DAYS is 20; less/],
      ['nobody to ask', requests({ DEADLINE_DAYS: '30', SUB_PROCESSOR_DAYS: '20' }).Properties!, /is no list/],
    ],
  },
  {
    rule: 'TN-22.RecoveryPointsEnd',
    good: {
      Vault: { Type: 'AWS::Backup::BackupVault', Properties: { LockConfiguration: { MaxRetentionDays: 62 } } },
    },
    mutants: [
      ['years', { LockConfiguration: { MaxRetentionDays: 400 } }, /is 400/],
      ['no end', { LockConfiguration: {} }, /is missing/],
    ],
  },
]);

function requests(Variables: Record<string, string>): Part {
  return { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables } } };
}

test('TN-22, D9: recovery points end when receipts of erasures say that they do', () => {
  expect(RECEIPTS_SAY_DAYS).toBe(SERVER_RECOVERY_POINT_DAYS);
});

test('TN-11 lets the stage of an account, which holds nothing of sites, name every region', () => {
  const trail = { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { Name: 'us-east-1' } } };
  const rule = ruleOf('TN-11.RegionsInResidency');
  expect(problems(rule, stack(trail, { path: 'production-account/account' }))).toEqual([]);
  expect(problems(rule, stack(trail))).toHaveLength(1);
});

describe('TN-07.EnvironmentsApart', () => {
  const rule = ruleOf('TN-07.EnvironmentsApart');
  const copies = 'arn:aws:s3:::cordon-test-site-backups-222222222222-ap-southeast-2/*';
  const elsewhere = stack({}, { path: 'test-ap-southeast-2/sites', account: '222222222222' });
  const reach = (Action: string | string[], Resource: string, more: object = {}) => ({
    Rights: { Type: 'AWS::IAM::Policy', Properties: policy({ Effect: 'Allow', Action, Resource, ...more }) },
  });
  const inProduction = (parts: Record<string, Part>) => problems(rule, stack(parts), elsewhere);

  test('lets production store copies elsewhere', () => {
    expect(inProduction(reach(['s3:PutObject', 's3:ListBucket'], copies))).toEqual([]);
    const viaS3 = { Condition: { StringEquals: { 'kms:ViaService': 's3.ap-southeast-2.amazonaws.com' } } };
    expect(inProduction(reach('kms:Decrypt', 'arn:aws:kms:r:222222222222:key/*', viaS3))).toEqual([]);
  });

  test.each([
    ['delete', 's3:DeleteObject', copies],
    ['do everything', '*', copies],
    ['decrypt', 'kms:Decrypt', 'arn:aws:kms:r:222222222222:key/*'],
    ['take on a role', 'sts:AssumeRole', 'arn:aws:iam::222222222222:role/admin'],
  ])('finds that production could %s elsewhere', (_what, action, resource) => {
    expect(inProduction(reach(action, resource)).join()).toMatch(
      /in account 222222222222, which is another environment’s/,
    );
  });

  test('finds whatever reaches into production', () => {
    const parts = reach('s3:GetObject', 'arn:aws:s3:::cordon-production-site-backups-111111111111-ap-southeast-2/*');
    const test = stack(parts, { path: 'test-ap-southeast-2/sites', account: '222222222222' });
    expect(problems(rule, test, stack({})).join()).toMatch(/reaches account 111111111111/);
  });
});
