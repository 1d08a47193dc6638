import { Assembly } from '../../lib/commitments/assembly';
import { absences } from '../../lib/commitments/rule';
import { describeRules, ruleOf } from './describe-rules';
import { evidence, machine, missing, ref, region } from './site-region';
import { problems, stack } from './template';
import type { Part } from './template';

const plan = (slot: string, ScheduleExpression: string, DeleteAfterDays: number): Part => ({
  Type: 'AWS::Backup::BackupPlan',
  Properties: {
    BackupPlanTags: { 'cordon:slot': slot },
    BackupPlan: { BackupPlanRule: [{ ScheduleExpression, Lifecycle: { DeleteAfterDays } }] },
  },
});
const changed = (...args: Parameters<typeof plan>) => plan(...args).Properties!;
const SUNDAY_TO_FRIDAY = 'cron(0 4 ? * SUN,MON,TUE,WED,THU,FRI *)';

const definition = (text: string) => ({ DefinitionString: text });
const wave = [
  '{"wave":"backup"}',
  'arn:aws:states:::ecs:runTask.sync',
  '"Mode":"DISTRIBUTED"',
  '"Rotate backups":',
  '"Report the server":',
];
const waveWithout = (part: number) => definition(wave.filter((_, index) => index !== part).join());

const yearly = { TagFilters: [{ Key: 'slot', Value: 'yearly' }], Transitions: [{ StorageClass: 'GLACIER_IR' }] };
const kept = (...Rules: object[]) => ({ LifecycleConfiguration: { Rules } });
const deleted = { NoncurrentVersionExpiration: { NoncurrentDays: 14 } };

describeRules([
  {
    rule: 'BK-03.BackupWaves',
    good: { Wave: { Type: 'AWS::StepFunctions::StateMachine', Properties: definition(wave.join()) } },
    mutants: [
      ['no worker', waveWithout(1), /starts no worker/],
      ['servers one after the other', waveWithout(2), /no Distributed Map/],
      ['no rotation', waveWithout(3), /does not rotate/],
      ['failures that nobody hears of', waveWithout(4), /tells nobody/],
    ],
  },
  {
    rule: 'BK-04.SlotPlans',
    good: {
      Daily: plan('daily', SUNDAY_TO_FRIDAY, 7),
      Weekly: plan('weekly', 'cron(0 4 ? * SAT *)', 28),
      Monthly: plan('monthly', 'cron(0 4 1 * ? *)', 62),
    },
    mutants: [
      ['a daily that leaves out Sundays', changed('daily', 'cron(0 4 ? * MON-FRI *)', 7), /when the daily slot is due/],
      ['a daily that goes too early', changed('daily', SUNDAY_TO_FRIDAY, 6), /is 6; the daily slot needs 7/],
      ['a weekly on Sundays', changed('weekly', 'cron(0 4 ? * SUN *)', 28), /when the weekly slot is due/],
      ['a monthly that goes in a long month', changed('monthly', 'cron(0 4 1 * ? *)', 60), /is 60; .* needs 62/],
    ],
  },
  {
    rule: 'BK-11.SiteBackupsKept',
    good: {
      Backups: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: 'cordon-production-site-backups-1-ap-southeast-2',
          ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 5 } } },
          VersioningConfiguration: { Status: 'Enabled' },
          ...kept(deleted, yearly),
        },
      },
    },
    mutants: [
      ['no lock', { ObjectLockConfiguration: undefined }, /is 0; it takes 5/],
      ['a short lock', { ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 4 } } } }, /is 4; it takes 5/],
      ['no versions', { VersioningConfiguration: { Status: 'Suspended' } }, /is not Enabled/],
      ['backups that go by age', kept(deleted, yearly, { ExpirationInDays: 62 }), /by age/],
      ['deletions without grace', kept(yearly), /for 0 days; it takes 14/],
      ['yearly backups at full price', kept(deleted), /yearly backups/],
      [
        'yearly backups that take hours to read',
        kept(deleted, { ...yearly, Transitions: [{ StorageClass: 'DEEP_ARCHIVE' }] }),
        /read at once/,
      ],
    ],
  },
  {
    rule: 'BK-13.ReplicasElsewhere',
    good: {
      Replica: {
        Type: 'AWS::RDS::DBInstance',
        Properties: { SourceDBInstanceIdentifier: 'arn:aws:rds:ap-southeast-4:1:db:shared-1', KmsKeyId: ref('Key') },
      },
    },
    mutants: [
      [
        'a source of the same region',
        { SourceDBInstanceIdentifier: 'arn:aws:rds:ap-southeast-2:1:db:x' },
        /another region/,
      ],
      ['a source by its name alone', { SourceDBInstanceIdentifier: 'shared-1' }, /is shared-1/],
      ['no key', { KmsKeyId: undefined }, /KmsKeyId is missing/],
    ],
  },
  {
    rule: 'DR-03.AnyRegion',
    good: {
      Servers: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: { LaunchTemplateData: { ImageId: '{{resolve:ssm:/cordon/image}}' } },
      },
    },
    mutants: [['an image of one region', { LaunchTemplateData: { ImageId: 'ami-0123' } }, /is ami-0123/]],
  },
]);

describe('BK-02.ServersInPlans', () => {
  const rule = ruleOf('BK-02.ServersInPlans');
  const selection = (slot: string, server: string): Record<string, Part> => ({
    [`Plan${slot}`]: plan(slot, SUNDAY_TO_FRIDAY, 7),
    [`Selection${slot}`]: {
      Type: 'AWS::Backup::BackupSelection',
      Properties: { BackupPlanId: ref(`Plan${slot}`), BackupSelection: { Resources: [ref(server)] } },
    },
  });
  const Server: Part = { Type: 'AWS::RDS::DBInstance' };

  test('is satisfied by a server that a plan of each slot selects', () => {
    const all = {
      ...selection('daily', 'Server'),
      ...selection('weekly', 'Server'),
      ...selection('monthly', 'Server'),
    };
    expect(problems(rule, stack({ Server, ...all }))).toEqual([]);
  });

  test('finds the slot that a server is not in', () => {
    const parts = {
      ...selection('daily', 'Server'),
      ...selection('weekly', 'Server'),
      ...selection('monthly', 'Other'),
    };
    expect(problems(rule, stack({ Server, ...parts }))).toEqual([
      'Server selected by the monthly plan does not hold; add a BackupSelection that names the server',
    ]);
  });

  test('asks it of live data alone, and not of replicas', () => {
    const replica = { ...Server, Properties: { SourceDBInstanceIdentifier: 'x' } };
    expect(problems(rule, stack({ Server }))).toHaveLength(3);
    expect(problems(rule, stack({ Server: replica }))).toEqual([]);
    expect(problems(rule, stack({ Server }, { path: 'test-ap-southeast-2/data' }))).toEqual([]);
  });
});

/** A schedule that starts a wave of backups or of drills. */
const schedule = (expression: string, target: string, more: object = {}): Part => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    ScheduleExpression: expression,
    State: 'ENABLED',
    Target: { Arn: ref(target), Input: '{"run":"night"}' },
    ...more,
  },
});
const waves = { Backup: machine({ wave: 'backup' }), Drill: machine({ wave: 'drill' }) };

describe.each<[string, Part, [string, Part][]]>([
  [
    'BK-01.NightlyBackups',
    schedule('cron(0 4 * * ? *)', 'Backup'),
    [
      ['an hour late', schedule('cron(0 5 * * ? *)', 'Backup')],
      ['that is off', schedule('cron(0 4 * * ? *)', 'Backup', { State: 'DISABLED' })],
      ['of something else', schedule('cron(0 4 * * ? *)', 'Drill')],
      ['of the afternoon', schedule('cron(0 4 * * ? *)', 'Backup', { Target: { Arn: ref('Backup'), Input: '{}' } })],
    ],
  ],
  [
    'DR-04.QuarterlyDrills',
    schedule('cron(0 10 8 1,4,7,10 ? *)', 'Drill'),
    [
      ['twice a year', schedule('cron(0 10 8 1,7 ? *)', 'Drill')],
      ['that is off', schedule('cron(0 10 8 1,4,7,10 ? *)', 'Drill', { State: 'DISABLED' })],
      ['of something else', schedule('cron(0 10 8 1,4,7,10 ? *)', 'Backup')],
    ],
  ],
])('%s', (id, good, bad) => {
  test('is satisfied by a schedule that starts the right wave in time', () => {
    expect(missing(id, region(waves, { Schedule: good }))).toEqual([]);
    expect(evidence(id, region(waves, { Schedule: good }))).toEqual(['Schedule']);
  });

  test.each(bad)('is missing with a schedule %s', (_what, schedule) => {
    expect(missing(id, region(waves, { Schedule: schedule }))).toHaveLength(1);
  });

  test('is asked for in production alone', () => {
    expect(absences(new Assembly([stack({}, { path: 'test-ap-southeast-2/sites' })]), [ruleOf(id)])).toEqual([]);
  });
});

test.each([
  ['DR-04.QuarterlyServerTests', 'cron(0 10 15 1,4,7,10 ? *)', 'cron(0 10 15 1,7 ? *)'],
  ['DR-07.NightlyTests', 'cron(0 9 ? * * *)', 'cron(0 9 ? * MON *)'],
])('%s is missing with a plan of restore tests that runs less often', (id, good, bad) => {
  const tests = (ScheduleExpression: string) =>
    region({ Tests: { Type: 'AWS::Backup::RestoreTestingPlan', Properties: { ScheduleExpression } } });
  expect(missing(id, tests(good))).toEqual([]);
  expect(missing(id, tests(bad))).toHaveLength(1);
});

describe('DR-01.RestoreInTime', () => {
  const id = 'DR-01.RestoreInTime';

  test('is satisfied by a machine that restores a site within a working day, or fails', () => {
    expect(missing(id, region({ Machine: machine({ operation: 'restore' }, { seconds: 8 * 3600 }) }))).toEqual([]);
  });

  test.each([
    ['that may take longer', machine({ operation: 'restore' }, { seconds: 8 * 3600 + 1 })],
    ['of another operation', machine({ operation: 'verify' })],
  ])('is missing with a machine %s', (_what, bad) => {
    expect(missing(id, region({ Machine: bad }))).toHaveLength(1);
  });
});

describe('what a restore in another region needs', () => {
  const recovery = (parts: Record<string, Part>) =>
    stack(parts, { path: 'production-ap-southeast-4/recovery', stackName: 'recovery', region: 'ap-southeast-4' });
  const bucket = (BucketName: string): Part => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName } });
  const subnets = (...SubnetIds: string[]): Part => ({ Type: 'AWS::RDS::DBSubnetGroup', Properties: { SubnetIds } });

  test.each<[string, Part, string, Part]>([
    [
      'DR-02.BackupsElsewhere',
      bucket('cordon-production-site-backups-1-ap-southeast-4'),
      'the bucket of another region',
      bucket('cordon-production-site-backups-1-ap-southeast-2'),
    ],
    ['DR-02.BackupsElsewhere', bucket('x-site-backups-ap-southeast-4'), 'another bucket', bucket('x-ap-southeast-4')],
    ['DR-02.SubnetsElsewhere', subnets('a', 'b', 'c'), 'two zones', subnets('a', 'b')],
  ])('%s is missing with %s: %s', (id, good, _what, bad) => {
    expect(missing(id, recovery({ One: good }))).toEqual([]);
    expect(missing(id, recovery({ One: bad }))).toHaveLength(1);
    expect(missing(id, recovery({}))).toHaveLength(1);
  });
});

describe('BK-26.FailuresNoticed', () => {
  const jobs = ['Backup Job State Change', 'Copy Job State Change', 'Restore Job State Change'];
  const notice = (detailTypes: string[], states: string[], more: object = {}): Part => ({
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: { 'detail-type': detailTypes, detail: { state: states } },
      Targets: [{ Arn: { Ref: 'OnCall' }, Id: 'T' }],
      ...more,
    },
  });
  const ends = ['FAILED', 'EXPIRED', 'ABORTED'];
  const Vault: Part = { Type: 'AWS::Backup::BackupVault' };

  test('is satisfied by a rule for every way that a job can fail, and not asked for without a vault', () => {
    expect(missing('BK-26.FailuresNoticed', stack({ Vault, Rule: notice(jobs, ends) }))).toEqual([]);
    expect(missing('BK-26.FailuresNoticed', stack({}))).toEqual([]);
  });

  test.each([
    ['that leaves out restores', notice(jobs.slice(0, 2), ends)],
    ['that leaves out aborted jobs', notice(jobs, ends.slice(0, 2))],
    ['that is off', notice(jobs, ends, { State: 'DISABLED' })],
    ['that tells nobody', notice(jobs, ends, { Targets: [] })],
  ])('is missing with a rule %s', (_what, Rule) => {
    expect(missing('BK-26.FailuresNoticed', stack({ Vault, Rule }))).toHaveLength(1);
  });
});
