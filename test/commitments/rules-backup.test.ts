import { ruleOf } from './describe-rules';
import { evidence, problems, stack } from './template';
import type { Part } from './template';

const vaultArn = (region: string) => `arn:aws:backup:${region}:111111111111:backup-vault:servers`;
const nightly = {
  RuleName: 'daily',
  TargetBackupVault: { Ref: 'Vault' },
  ScheduleExpression: 'cron(0 4 ? * * *)',
  ScheduleExpressionTimezone: 'Australia/Sydney',
  Lifecycle: { DeleteAfterDays: 7 },
  CopyActions: [{ DestinationBackupVaultArn: vaultArn('ap-southeast-4'), Lifecycle: { DeleteAfterDays: 7 } }],
};
const vault: Part = {
  Type: 'AWS::Backup::BackupVault',
  Properties: { BackupVaultName: 'servers', LockConfiguration: { MinRetentionDays: 7, MaxRetentionDays: 62 } },
};
const recovery = stack(
  { Vault: vault },
  { path: 'production-ap-southeast-4/recovery', stackName: 'recovery', region: 'ap-southeast-4' },
);
const home = (...BackupPlanRule: object[]) =>
  stack({ Plan: { Type: 'AWS::Backup::BackupPlan', Properties: { BackupPlan: { BackupPlanRule } } }, Vault: vault });

test.each(['BK-01.BackupTimeZone', 'BK-06.OneRulePerPlan', 'BK-20.CopiesInResidency', 'DR-08.LifecycleWithinLock'])(
  '%s is satisfied by a nightly plan with a copy in the recovery region',
  (id) => {
    expect(problems(ruleOf(id), home(nightly), recovery)).toEqual([]);
    expect(evidence(ruleOf(id), home(nightly), recovery)).not.toEqual([]);
  },
);

test.each([
  [undefined, /missing, which means UTC/],
  ['Australia/Sidney', /is Australia\/Sidney/],
])('BK-01 finds a backup in the time zone %s', (ScheduleExpressionTimezone, finding) => {
  expect(problems(ruleOf('BK-01.BackupTimeZone'), home({ ...nightly, ScheduleExpressionTimezone })).join()).toMatch(
    finding,
  );
});

test('BK-01 finds a backup that never runs', () => {
  const found = problems(ruleOf('BK-01.BackupTimeZone'), home({ ...nightly, ScheduleExpression: undefined }));
  expect(found.join()).toMatch(/never runs/);
});

test('BK-06 finds two slots in one plan', () => {
  expect(problems(ruleOf('BK-06.OneRulePerPlan'), home(nightly, { ...nightly, RuleName: 'weekly' }))).toHaveLength(1);
});

describe('DR-08.LifecycleWithinLock', () => {
  const rule = ruleOf('DR-08.LifecycleWithinLock');
  const days = (DeleteAfterDays?: number) => ({ ...nightly, Lifecycle: { DeleteAfterDays } });

  test.each([
    [6, /is 6, but the lock of its vault allows 7 to 62 days/],
    [63, /is 63, but/],
    [undefined, /kept for ever/],
  ])('finds recovery points that live %s days', (lifetime, finding) => {
    expect(problems(rule, home(days(lifetime)), recovery).join()).toMatch(finding);
  });

  test('finds copies that the vault of the recovery region would refuse', () => {
    const CopyActions = [{ ...nightly.CopyActions[0], Lifecycle: { DeleteAfterDays: 365 } }];
    expect(problems(rule, home({ ...nightly, CopyActions }), recovery).join()).toMatch(/CopyActions.0.*is 365/);
  });

  test('knows a vault by its name as well', () => {
    expect(problems(rule, home({ ...days(6), TargetBackupVault: 'servers' }), recovery).join()).toMatch(/is 6, but/);
  });

  test('finds copies to a vault that does not exist', () => {
    expect(problems(rule, home(nightly)).join()).toMatch(/in no stack of this app/);
  });
});

describe('BK-20.CopiesInResidency', () => {
  const rule = ruleOf('BK-20.CopiesInResidency');
  const copies = (...regions: string[]) =>
    home({ ...nightly, CopyActions: regions.map((region) => ({ DestinationBackupVaultArn: vaultArn(region) })) });

  test.each([
    ['no copy', copies(), /copies nothing out of ap-southeast-2/],
    ['a copy in the same region', copies('ap-southeast-2'), /copies nothing out/],
    ['a copy outside the residency', copies('us-east-1'), /us-east-1, which is in no residency with ap-southeast-2/],
    ['one copy of two outside the residency', copies('ap-southeast-4', 'us-west-2'), /us-west-2/],
  ])('finds %s', (_name, plan, finding) => {
    expect(problems(rule, plan).join()).toMatch(finding);
  });

  test('finds a copy whose region nobody can read', () => {
    const CopyActions = [{ DestinationBackupVaultArn: { 'Fn::GetAtt': ['Vault', 'BackupVaultArn'] } }];
    expect(problems(rule, home({ ...nightly, CopyActions })).join()).toMatch(/copies nothing out/);
  });

  test('asks for copies in production only, but lets none leave its residency anywhere', () => {
    const plan = (CopyActions: object[]) => ({
      Plan: {
        Type: 'AWS::Backup::BackupPlan',
        Properties: { BackupPlan: { BackupPlanRule: [{ ...nightly, CopyActions }] } },
      },
    });
    const test = { path: 'test-ap-southeast-2/backup' };
    expect(problems(rule, stack(plan([]), test))).toEqual([]);
    expect(problems(rule, stack(plan([{ DestinationBackupVaultArn: vaultArn('us-east-1') }]), test))).toHaveLength(1);
  });
});
