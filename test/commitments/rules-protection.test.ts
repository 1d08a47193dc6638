import { describeRules, ruleOf } from './describe-rules';
import { problems, stack } from './template';
import type { Part } from './template';

const tls = { 'rds.force_ssl': '1', ssl_min_protocol_version: 'TLSv1.2' };
const key = { 'Fn::GetAtt': ['Key', 'Arn'] };
const policy = (statement: Record<string, unknown>) => ({
  PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement }] },
});

describeRules([
  {
    rule: 'CR-02.HttpRedirects',
    good: {
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: { Protocol: 'HTTP', DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS' } }] },
      },
    },
    mutants: [
      ['a forward', { DefaultActions: [{ Type: 'forward', TargetGroupArn: key }] }, /in the clear/],
      [
        'a redirect to HTTP',
        { DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTP' } }] },
        /in the clear/,
      ],
      ['a page of its own', { DefaultActions: [{ Type: 'fixed-response' }] }, /in the clear/],
      ['nothing', { DefaultActions: undefined }, /in the clear/],
    ],
  },
  {
    rule: 'CR-02.TlsPolicy',
    good: {
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09' },
      },
    },
    mutants: [
      ['a policy with TLS 1.0', { SslPolicy: 'ELBSecurityPolicy-2016-08' }, /ELBSecurityPolicy-2016-08/],
      ['a policy with weak suites', { SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06' }, /Ext1/],
      ['the default policy', { SslPolicy: undefined }, /TLS policy 'none'/],
    ],
  },
  {
    rule: 'CR-04.DatabaseTls',
    good: {
      Settings: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Parameters: tls } },
      Server: { Type: 'AWS::RDS::DBInstance', Properties: { DBParameterGroupName: { Ref: 'Settings' } } },
    },
    mutants: [
      ['TLS left to the default', { Parameters: {} }, /is "missing"/],
      ['TLS off', { Parameters: { ...tls, 'rds.force_ssl': '0' } }, /is "0"/],
      ['a number, which scanners misread', { Parameters: { ...tls, 'rds.force_ssl': 1 } }, /is 1/],
      ['TLS 1.1', { Parameters: { ...tls, ssl_min_protocol_version: 'TLSv1.1' } }, /is "TLSv1.1"/],
      ['a version left to the default', { Parameters: { 'rds.force_ssl': '1' } }, /min_protocol_version is "missing"/],
    ],
  },
  {
    rule: 'CR-06.LogKey',
    good: { Log: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: key } } },
    mutants: [['no key of ours', { KmsKeyId: undefined }, /is missing/]],
  },
  {
    rule: 'LG-02.LockedBucketVersioned',
    good: {
      Archive: {
        Type: 'AWS::S3::Bucket',
        Properties: { ObjectLockEnabled: true, VersioningConfiguration: { Status: 'Enabled' } },
      },
    },
    mutants: [
      ['suspended versions', { VersioningConfiguration: { Status: 'Suspended' } }, /is Suspended/],
      ['no versions', { VersioningConfiguration: undefined }, /is missing/],
      ['a lock that is not enabled', { ObjectLockEnabled: undefined, ObjectLockConfiguration: {} }, /has no effect/],
    ],
  },
  {
    rule: 'TN-09.DataOutlivesStack',
    good: { Data: { Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } },
    mutants: [],
  },
  {
    rule: 'TN-18.NoStrangers',
    good: {
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: policy({
          Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111111111111:root']] } },
        }),
      },
      LoadBalancerLogs: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: policy({ Principal: { AWS: 'arn:aws:iam::783225319266:root' } }),
      },
      TlsOnly: { Type: 'AWS::S3::BucketPolicy', Properties: policy({ Effect: 'Deny', Principal: '*' }) },
      Service: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: policy({ Principal: { Service: 'delivery.logs.amazonaws.com' } }),
      },
      Confined: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: policy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } } }),
      },
    },
    mutants: [
      ['everybody', policy({ Principal: '*' }), /allows everybody/],
      ['everybody as an AWS principal', policy({ Principal: { AWS: ['*'] } }), /allows everybody/],
      [
        'everybody over TLS',
        policy({ Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
        /allows everybody/,
      ],
      [
        'everybody but one',
        policy({ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': '1' } } }),
        /allows everybody/,
      ],
      ['all that it does not name', policy({ NotPrincipal: { AWS: '111111111111' } }), /everybody but/],
      [
        'another account',
        policy({ Principal: { AWS: 'arn:aws:iam::999999999999:role/backup' } }),
        /account 999999999999/,
      ],
      ['another account by its number', policy({ Principal: { AWS: '999999999999' } }), /account 999999999999/],
    ],
  },
  {
    rule: 'TN-19.LogRetention',
    good: { Log: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 400 } } },
    mutants: [['no end', { RetentionInDays: undefined }, /kept for ever/]],
  },
]);

describe('TN-09.DataOutlivesStack', () => {
  const rule = ruleOf('TN-09.DataOutlivesStack');
  const types = [
    'AWS::RDS::DBInstance',
    'AWS::S3::Bucket',
    'AWS::KMS::Key',
    'AWS::DynamoDB::Table',
    'AWS::Backup::BackupVault',
  ];
  types.push('AWS::Logs::LogGroup', 'AWS::SecretsManager::Secret', 'AWS::Cognito::UserPool');

  test.each(types)('finds %s that goes with its stack', (Type) => {
    expect(problems(rule, stack({ Data: { Type, UpdateReplacePolicy: 'Retain' } }))).toHaveLength(1);
    expect(
      problems(rule, stack({ Data: { Type, DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Retain' } })),
    ).toHaveLength(1);
  });

  test('finds data that a replacement would delete', () => {
    expect(problems(rule, stack({ Data: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain' } }))).toEqual([
      'Data UpdateReplacePolicy is missing; set removalPolicy to RemovalPolicy.RETAIN',
    ]);
  });
});

test('CR-02 finds a rule that serves pages on a listener without TLS', () => {
  const rule = ruleOf('CR-02.HttpRedirects');
  const listener = (Protocol: string): Record<string, Part> => ({
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: { Protocol, DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS' } }] },
    },
    Page: {
      Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
      Properties: { ListenerArn: { Ref: 'Listener' }, Actions: [{ Type: 'fixed-response' }] },
    },
  });
  expect(problems(rule, stack(listener('HTTP')))).toHaveLength(1);
  expect(problems(rule, stack(listener('HTTPS')))).toEqual([]);
});

test('CR-02.HttpRedirects lets TCP through on the port of syslog over TLS, and on no other', () => {
  const listener = (Port: number): Record<string, Part> => ({
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: { Protocol: 'TCP', Port, DefaultActions: [{ Type: 'forward' }] },
    },
  });
  expect(problems(ruleOf('CR-02.HttpRedirects'), stack(listener(6514)))).toEqual([]);
  expect(problems(ruleOf('CR-02.HttpRedirects'), stack(listener(514)))).toHaveLength(1);
});

describe('CR-04.DatabaseTls', () => {
  const server = (DBParameterGroupName: unknown): Record<string, Part> => ({
    Server: { Type: 'AWS::RDS::DBInstance', Properties: { DBParameterGroupName } },
  });
  const settings = (at: object) =>
    stack({ Settings: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Parameters: tls } } }, at);

  test('finds a server with the parameters of the engine', () => {
    expect(problems(ruleOf('CR-04.DatabaseTls'), stack(server(undefined)))).toHaveLength(1);
    expect(problems(ruleOf('CR-04.DatabaseTls'), stack(server('default.postgres18')))).toHaveLength(1);
  });

  test.each([
    ['an output', { 'Fn::GetStackOutput': { StackName: 'shared', OutputName: 'Settings' } }],
    ['an export', { 'Fn::ImportValue': 'shared:Settings' }],
  ])('follows %s to the parameters of another stack', (_name, reference) => {
    const Outputs = { Settings: { Value: { Ref: 'Settings' }, Export: { Name: 'shared:Settings' } } };
    const shared = settings({ path: 'production-ap-southeast-2/shared', stackName: 'shared', Outputs });
    expect(problems(ruleOf('CR-04.DatabaseTls'), shared, stack(server(reference)))).toEqual([]);
  });
});

test('TN-18 finds a function that anybody may invoke', () => {
  const permission = (Properties: Record<string, unknown>) =>
    stack({ Permission: { Type: 'AWS::Lambda::Permission', Properties } });
  const rule = ruleOf('TN-18.NoStrangers');
  expect(problems(rule, permission({ Principal: '*' }))).toHaveLength(1);
  expect(problems(rule, permission({ Principal: '999999999999' }))).toHaveLength(1);
  expect(problems(rule, permission({ Principal: 'events.amazonaws.com', SourceArn: 'arn:aws:events:x' }))).toEqual([]);
});

test('TN-18 reads the trust of roles and the policies of keys, too', () => {
  const rule = ruleOf('TN-18.NoStrangers');
  const Statement = [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: '*' }];
  expect(
    problems(
      rule,
      stack({ Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement } } } }),
    ),
  ).toHaveLength(1);
  expect(
    problems(rule, stack({ Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement } } } })),
  ).toHaveLength(1);
  expect(
    problems(
      rule,
      stack({
        Log: { Type: 'AWS::Logs::ResourcePolicy', Properties: { PolicyDocument: JSON.stringify({ Statement }) } },
      }),
    ),
  ).toHaveLength(1);
});
