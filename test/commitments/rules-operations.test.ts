import { describeRules, ruleOf } from './describe-rules';
import { problems, stack } from './template';

const topic = { Ref: 'OnCall' };
const key = { 'Fn::GetAtt': ['Key', 'Arn'] };

describeRules([
  {
    rule: 'AV-01.ServersSpanZones',
    good: {
      Servers: {
        Type: 'AWS::AutoScaling::AutoScalingGroup',
        Properties: {
          MinSize: '2',
          MaxSize: '6',
          HealthCheckType: 'ELB',
          VPCZoneIdentifier: [{ Ref: 'A' }, { Ref: 'B' }, { Ref: 'C' }],
        },
      },
    },
    mutants: [
      ['one zone only', { VPCZoneIdentifier: [{ Ref: 'A' }] }, /is in 1 zones/],
      ['one subnet three times', { VPCZoneIdentifier: [{ Ref: 'A' }, { Ref: 'A' }, { Ref: 'A' }] }, /is in 1 zones/],
      ['no subnets', { VPCZoneIdentifier: undefined }, /is in 0 zones/],
      ['a single server', { MinSize: '1' }, /MinSize is "1"/],
      ['a server that stays although it answers nothing', { HealthCheckType: undefined }, /HealthCheckType is EC2/],
    ],
  },
  {
    rule: 'AV-08.AlarmWakesSomeone',
    good: {
      Both: {
        Type: 'AWS::CloudWatch::CompositeAlarm',
        Properties: {
          AlarmActions: [topic],
          AlarmDescription: 'Requests fail. https://r.example/cordon#availability',
          AlarmRule: { 'Fn::Join': ['', ['ALARM("', { 'Fn::GetAtt': ['Hour', 'Arn'] }, '")']] },
        },
      },
      Hour: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { AlarmDescription: 'Requests fail. https://r.example/cordon#availability' },
      },
    },
    mutants: [
      ['a condition of no composite alarm', { AlarmRule: 'ALARM("Another")' }, /no composite alarm depends on it/],
      ['a composite alarm without an action', { AlarmActions: [] }, /AlarmActions is empty/],
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
]);

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
