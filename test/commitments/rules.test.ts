import type { Rule } from '../../lib/commitments/rule';
import { commitmentRules } from '../../lib/commitments/rules';
import { evidence, problems, stack } from './template';
import type { Part } from './template';

const rules = commitmentRules({
  residencies: { australia: ['ap-southeast-2', 'ap-southeast-4'], us: ['us-east-1', 'us-west-2'] },
});

interface Case {
  readonly rule: string;
  /** Resources that keep the promise; the first is the one that the mutants change. */
  readonly good: Record<string, Part>;
  /** What breaks it: properties that replace those of the first resource, and what the finding says. */
  readonly mutants: readonly (readonly [string, Record<string, unknown>, RegExp])[];
}

const topic = { Ref: 'OnCall' };
const key = { 'Fn::GetAtt': ['Key', 'Arn'] };
const group = (role: string, properties: Record<string, unknown> = {}): Part => ({
  Type: 'AWS::EC2::SecurityGroup',
  Properties: {
    Tags: [{ Key: 'role', Value: role }],
    SecurityGroupEgress: [{ IpProtocol: 'icmp', CidrIp: '255.255.255.255/32', FromPort: 252, ToPort: 86 }],
    ...properties,
  },
});
const policy = (statement: Record<string, unknown>) => ({
  PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement }] },
});
const https = (port: number, from: Record<string, unknown>) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  ...from,
});

const cases: readonly Case[] = [
  {
    rule: 'AV-01.ServersSpanZones',
    good: {
      Servers: {
        Type: 'AWS::AutoScaling::AutoScalingGroup',
        Properties: { MinSize: '2', MaxSize: '6', VPCZoneIdentifier: [{ Ref: 'A' }, { Ref: 'B' }, { Ref: 'C' }] },
      },
    },
    mutants: [
      ['one zone only', { VPCZoneIdentifier: [{ Ref: 'A' }] }, /names 1 subnets/],
      ['one subnet three times', { VPCZoneIdentifier: [{ Ref: 'A' }, { Ref: 'A' }, { Ref: 'A' }] }, /names 1 subnets/],
      ['no subnets', { VPCZoneIdentifier: undefined }, /names 0 subnets/],
      ['a single server', { MinSize: '1' }, /MinSize is "1"/],
    ],
  },
  {
    rule: 'AV-08.AlarmWakesSomeone',
    good: {
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmActions: [topic],
          AlarmDescription: {
            'Fn::Join': ['', ['No backup of ', { Ref: 'Vault' }, '. https://r.example/cordon#no-backup']],
          },
        },
      },
    },
    mutants: [
      ['no action', { AlarmActions: undefined }, /AlarmActions is empty/],
      ['an empty list of actions', { AlarmActions: [] }, /AlarmActions is empty/],
      ['actions that are off', { ActionsEnabled: false }, /ActionsEnabled is false/],
      ['no description', { AlarmDescription: undefined }, /links to no section/],
      ['a link to the whole runbook', { AlarmDescription: 'See https://r.example/cordon' }, /links to no section/],
    ],
  },
  {
    rule: 'BK-01.ScheduleTimeZone',
    good: {
      Nightly: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { ScheduleExpression: 'cron(0 4 * * ? *)', ScheduleExpressionTimezone: 'Australia/Adelaide' },
      },
    },
    mutants: [
      ['no time zone', { ScheduleExpressionTimezone: undefined }, /leaves it to UTC/],
      ['a misspelled time zone', { ScheduleExpressionTimezone: 'Australia/Adelade' }, /"Australia\/Adelade"/],
      ['an offset', { ScheduleExpressionTimezone: 'UTC+9' }, /"UTC\+9"/],
    ],
  },
  {
    rule: 'BK-26.ScheduleRetries',
    good: {
      Nightly: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { Target: { DeadLetterConfig: { Arn: key }, RetryPolicy: { MaximumRetryAttempts: 3 } } },
      },
    },
    mutants: [
      ['no dead-letter queue', { Target: { RetryPolicy: { MaximumRetryAttempts: 3 } } }, /leaves no trace/],
      ['no retry policy', { Target: { DeadLetterConfig: { Arn: key } } }, /MaximumRetryAttempts is missing/],
      ['no retry', { Target: { DeadLetterConfig: { Arn: key }, RetryPolicy: { MaximumRetryAttempts: 0 } } }, /is 0/],
    ],
  },
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
      Settings: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Parameters: { 'rds.force_ssl': '1' } } },
      Server: { Type: 'AWS::RDS::DBInstance', Properties: { DBParameterGroupName: { Ref: 'Settings' } } },
    },
    mutants: [
      ['TLS left to the default', { Parameters: {} }, /is "missing"/],
      ['TLS off', { Parameters: { 'rds.force_ssl': '0' } }, /is "0"/],
      ['a number, which scanners misread', { Parameters: { 'rds.force_ssl': 1 } }, /is 1/],
    ],
  },
  {
    rule: 'CR-06.LogKey',
    good: { Log: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: key } } },
    mutants: [['no key of ours', { KmsKeyId: undefined }, /is missing/]],
  },
  {
    rule: 'DR-04.DrillName',
    good: {
      Drill: { Type: 'AWS::Backup::RestoreTestingPlan', Properties: { RestoreTestingPlanName: 'production_drill' } },
    },
    mutants: [
      ['a hyphen', { RestoreTestingPlanName: 'production-drill' }, /"production-drill"/],
      ['too long a name', { RestoreTestingPlanName: 'x'.repeat(51) }, /up to 50/],
    ],
  },
  {
    rule: 'DR-04.DrillSubnets',
    good: {
      Selection: {
        Type: 'AWS::Backup::RestoreTestingSelection',
        Properties: {
          ProtectedResourceType: 'RDS',
          RestoreMetadataOverrides: { dbsubnetgroupname: { Ref: 'Subnets' } },
        },
      },
    },
    mutants: [
      ['no subnets', { RestoreMetadataOverrides: undefined }, /is missing/],
      ['a key that the service ignores', { RestoreMetadataOverrides: { DBSubnetGroupName: 'x' } }, /is missing/],
    ],
  },
  {
    rule: 'DR-08.VaultLocked',
    good: {
      Vault: {
        Type: 'AWS::Backup::BackupVault',
        Properties: { LockConfiguration: { MinRetentionDays: 7, MaxRetentionDays: 62, ChangeableForDays: 3 } },
      },
    },
    mutants: [
      ['no lock', { LockConfiguration: undefined }, /MinRetentionDays is missing/],
      ['no shortest life', { LockConfiguration: { MaxRetentionDays: 62, ChangeableForDays: 3 } }, /deleted at once/],
      [
        'no longest life',
        { LockConfiguration: { MinRetentionDays: 7, ChangeableForDays: 3 } },
        /MaxRetentionDays is missing/,
      ],
      [
        'the longest below the shortest',
        { LockConfiguration: { MinRetentionDays: 7, MaxRetentionDays: 5, ChangeableForDays: 3 } },
        /is 5/,
      ],
      [
        'a lock that comes off',
        { LockConfiguration: { MinRetentionDays: 7, MaxRetentionDays: 62 } },
        /take the lock off/,
      ],
    ],
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
    rule: 'NW-02.PortTable',
    good: {
      LoadBalancer: group('load-balancer', {
        SecurityGroupIngress: [https(443, { CidrIp: '0.0.0.0/0' }), https(80, { CidrIp: '0.0.0.0/0' })],
      }),
      ToWeb: {
        Type: 'AWS::EC2::SecurityGroupIngress',
        Properties: https(8443, {
          GroupId: { 'Fn::GetAtt': ['Web', 'GroupId'] },
          SourceSecurityGroupId: { 'Fn::GetAtt': ['LoadBalancer', 'GroupId'] },
        }),
      },
      Web: group('web'),
    },
    mutants: [
      [
        'SSH from anywhere',
        { SecurityGroupIngress: [https(22, { CidrIp: '0.0.0.0/0' })] },
        /opens 22 from internet to load-balancer/,
      ],
      [
        'SSH from anywhere by IPv6',
        { SecurityGroupIngress: [https(22, { CidrIpv6: '::/0' })] },
        /opens 22 from internet/,
      ],
      [
        'a port from a range that has no role',
        { SecurityGroupIngress: [https(443, { CidrIp: '10.0.0.0/8' })] },
        /"10.0.0.0\/8"/,
      ],
      ['every port', { SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] }, /protocol -1 every port/],
      [
        'a range of ports',
        { SecurityGroupIngress: [{ ...https(443, { CidrIp: '0.0.0.0/0' }), ToPort: 8443 }] },
        /opens 443-8443/,
      ],
      [
        'UDP',
        { SecurityGroupIngress: [{ ...https(443, { CidrIp: '0.0.0.0/0' }), IpProtocol: 'udp' }] },
        /protocol udp/,
      ],
      [
        'a group of unknown origin',
        { SecurityGroupIngress: [https(443, { SourceSecurityGroupId: 'sg-1' })] },
        /without a role/,
      ],
      ['everything open by default', { SecurityGroupEgress: undefined }, /from load-balancer to internet/],
      ['a group without a role', { Tags: [] }, /without a role|to "0.0.0.0\/0"|to a group/],
    ],
  },
  {
    rule: 'NW-06.FirewallLogName',
    good: {
      Logging: {
        Type: 'AWS::WAFv2::LoggingConfiguration',
        Properties: { LogDestinationConfigs: [{ 'Fn::GetAtt': ['Log', 'Arn'] }] },
      },
      Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'aws-waf-logs-cordon-production' } },
      Other: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'firewall' } },
    },
    mutants: [
      [
        'a log group with another name',
        { LogDestinationConfigs: [{ 'Fn::GetAtt': ['Other', 'Arn'] }] },
        /names firewall/,
      ],
      [
        'an ARN with another name',
        { LogDestinationConfigs: [{ 'Fn::Join': ['', ['arn:aws:logs:eu-west-1:1:log-group:', 'waf']] }] },
        /aws-waf-logs-/,
      ],
      ['no log', { LogDestinationConfigs: [] }, /names nothing/],
    ],
  },
  {
    rule: 'NW-10.ThreatDetectionFeatures',
    good: {
      Detector: {
        Type: 'AWS::GuardDuty::Detector',
        Properties: {
          Enable: true,
          Features: ['S3_DATA_EVENTS', 'EBS_MALWARE_PROTECTION', 'RDS_LOGIN_EVENTS', 'LAMBDA_NETWORK_LOGS'].map(
            (Name) => ({ Name, Status: 'ENABLED' }),
          ),
        },
      },
    },
    mutants: [
      ['detection off', { Enable: false }, /nothing is watched/],
      ['no features', { Features: undefined }, /S3_DATA_EVENTS is not enabled/],
      [
        'a feature switched off',
        { Features: [{ Name: 'S3_DATA_EVENTS', Status: 'DISABLED' }] },
        /S3_DATA_EVENTS is not enabled/,
      ],
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
];

const ruleOf = (id: string): Rule => rules.find((rule) => rule.id === id)!;

describe.each(cases)('$rule', ({ rule, good, mutants }) => {
  test('is satisfied by a template that keeps the promise', () => {
    expect(problems(ruleOf(rule), stack(good))).toEqual([]);
    expect(evidence(ruleOf(rule), stack(good))).not.toEqual([]);
  });

  if (mutants.length > 0) {
    test.each(mutants)('finds %s', (_name, change, finding) => {
      const [id, part] = Object.entries(good)[0]!;
      const mutant = { ...good, [id]: { ...part, Properties: { ...part.Properties, ...change } } };
      expect(problems(ruleOf(rule), stack(mutant)).join('\n')).toMatch(finding);
    });
  }
});

test.each(['AWS::IAM::User', 'AWS::IAM::AccessKey', 'AWS::IAM::Group'])('ID-01 finds an %s', (Type) => {
  expect(problems(ruleOf('ID-01.NoUsers'), stack({ Deploy: { Type } }))).toHaveLength(1);
});

test.each(['AWS::EC2::VPCPeeringConnection', 'AWS::EC2::TransitGateway', 'AWS::EC2::VPNGateway'])(
  'NW-01 finds an %s',
  (Type) => {
    expect(problems(ruleOf('NW-01.NetworksApart'), stack({ Link: { Type } }))).toHaveLength(1);
  },
);

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

test('DR-08 lets the lock of a vault outside production come off', () => {
  const LockConfiguration = { MinRetentionDays: 7, MaxRetentionDays: 62 };
  const vault = { Vault: { Type: 'AWS::Backup::BackupVault', Properties: { LockConfiguration } } };
  const rule = ruleOf('DR-08.VaultLocked');
  expect(problems(rule, stack(vault, { path: 'test-ap-southeast-2/backup' }))).toEqual([]);
  expect(problems(rule, stack(vault, { path: 'production-ap-southeast-2/backup' }))).toHaveLength(1);
});

test('DR-04 asks for subnets only where a drill restores databases', () => {
  const Properties = { ProtectedResourceType: 'DynamoDB' };
  const selection = { Selection: { Type: 'AWS::Backup::RestoreTestingSelection', Properties } };
  expect(problems(ruleOf('DR-04.DrillSubnets'), stack(selection))).toEqual([]);
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

describe('CR-04.DatabaseTls', () => {
  const server = (DBParameterGroupName: unknown): Record<string, Part> => ({
    Server: { Type: 'AWS::RDS::DBInstance', Properties: { DBParameterGroupName } },
  });
  const settings = (at: object) =>
    stack(
      { Settings: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Parameters: { 'rds.force_ssl': '1' } } } },
      at,
    );

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
