import { Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as rds from 'aws-cdk-lib/aws-rds';
import { BACKUP_TAG, VAULT_LOCK } from '../../lib/backup/retention';
import type { BackupStack, BackupStackProps } from '../../lib/backup/backup-stack';
import { createApp } from '../../lib/platform/app';
import { databaseServerArn } from '../../lib/platform/names';
import { findings } from '../support/findings';
import { sydney } from '../support/place';
import { runsOf } from './firing';
import { backupStack, recoveryStack } from './surroundings';

interface Rule {
  RuleName: string;
  ScheduleExpression: string;
  ScheduleExpressionTimezone: string;
  StartWindowMinutes: number;
  CompletionWindowMinutes: number;
  Lifecycle: { DeleteAfterDays: number };
  CopyActions?: { DestinationBackupVaultArn: string; Lifecycle: { DeleteAfterDays: number } }[];
}

function template(overrides: Partial<BackupStackProps> = {}): Template {
  return Template.fromStack(backupStack(createApp(), overrides));
}

function rulesOf(synthesized: Template): Rule[] {
  return Object.values(synthesized.findResources('AWS::Backup::BackupPlan')).flatMap(
    ({ Properties }) => Properties.BackupPlan.BackupPlanRule as Rule[],
  );
}

const production = template();

describe('plans', () => {
  const rules = rulesOf(production);

  test('back servers up at 04:00 of their own time zone, and in separate plans per slot (BK-01, D3)', () => {
    const servers = rules.filter(({ RuleName }) => RuleName !== 'nightly');
    expect(servers.map((rule) => [rule.ScheduleExpressionTimezone, rule.RuleName, rule.ScheduleExpression])).toEqual([
      ['Australia/Sydney', 'daily', 'cron(0 4 ? * SUN,MON,TUE,WED,THU,FRI *)'],
      ['Australia/Sydney', 'weekly', 'cron(0 4 ? * SAT *)'],
      ['Australia/Sydney', 'monthly', 'cron(0 6 1 * ? *)'],
      ['Pacific/Auckland', 'daily', 'cron(0 4 ? * SUN,MON,TUE,WED,THU,FRI *)'],
      ['Pacific/Auckland', 'weekly', 'cron(0 4 ? * SAT *)'],
      ['Pacific/Auckland', 'monthly', 'cron(0 6 1 * ? *)'],
    ]);
    for (const plan of Object.values(production.findResources('AWS::Backup::BackupPlan'))) {
      expect(plan.Properties.BackupPlan.BackupPlanRule).toHaveLength(1);
    }
  });

  test('leave nothing to defaults: a time zone, a start window and an end', () => {
    for (const rule of rules) {
      expect(rule.ScheduleExpressionTimezone).toMatch(/^[A-Z][A-Za-z]+\//);
      expect(rule.StartWindowMinutes).toBe(60);
      expect(rule.CompletionWindowMinutes).toBeGreaterThan(rule.StartWindowMinutes);
    }
  });

  test('keep every recovery point and every copy within the lock of both vaults', () => {
    for (const { Lifecycle, CopyActions } of rules) {
      const [copy, ...others] = CopyActions!;
      expect(others).toEqual([]);
      expect(copy!.DestinationBackupVaultArn).toBe(
        'arn:aws:backup:ap-southeast-4:111111111111:backup-vault:cordon-production-servers',
      );
      for (const { DeleteAfterDays } of [Lifecycle, copy!.Lifecycle]) {
        expect(DeleteAfterDays).toBeGreaterThanOrEqual(VAULT_LOCK.minRetentionDays);
        expect(DeleteAfterDays).toBeLessThanOrEqual(VAULT_LOCK.maxRetentionDays);
      }
    }
  });

  test('keep their ids when a time zone is added before them', () => {
    const ids = (synthesized: Template): string[] => Object.keys(synthesized.findResources('AWS::Backup::BackupPlan'));
    const more = ids(template({ timeZones: ['Africa/Cairo', 'Australia/Sydney', 'Pacific/Auckland'] }));
    expect(more).toEqual(expect.arrayContaining(ids(production)));
    expect(more).toHaveLength(ids(production).length + 3);
  });

  test('refuse a time zone that does not exist', () => {
    expect(() => template({ timeZones: ['Australia/Vienna'] })).toThrow(/'Australia\/Vienna' is no IANA time zone/);
  });

  test('take in tables, buckets and volumes by tag, and never a server', () => {
    production.hasResourceProperties('AWS::Backup::BackupSelection', {
      BackupSelection: {
        Resources: Match.not(Match.arrayWith([Match.stringLikeRegexp('^(\\*|.*rds.*)$')])),
        Conditions: {
          StringEquals: [{ ConditionKey: `aws:ResourceTag/${BACKUP_TAG.key}`, ConditionValue: BACKUP_TAG.value }],
        },
        ListOfTags: Match.absent(),
      },
    });
  });
});

describe('without a recovery region', () => {
  const development = template({ recovery: undefined, lock: 'governance', timeZones: [] });

  test('nothing is copied, and nobody waits for copies or backups', () => {
    expect(rulesOf(development).filter(({ CopyActions }) => CopyActions)).toEqual([]);
    expect(development.findResources('AWS::CloudWatch::Alarm')).toEqual({});
  });

  test('no recovery point may leave the vault at all', () => {
    development.hasResourceProperties('AWS::Backup::BackupVault', {
      AccessPolicy: {
        Statement: Match.arrayWith([
          {
            Sid: 'NoCopiesElsewhere',
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'backup:CopyFromBackupVault',
            Resource: '*',
          },
        ]),
      },
    });
  });

  test('the lock can be removed, unlike that of production', () => {
    development.hasResourceProperties('AWS::Backup::BackupVault', {
      LockConfiguration: { MinRetentionDays: 7, MaxRetentionDays: 62, ChangeableForDays: Match.absent() },
    });
    production.hasResourceProperties('AWS::Backup::BackupVault', { LockConfiguration: { ChangeableForDays: 3 } });
  });
});

describe('a server', () => {
  function serverStack(backups: BackupStack, arn: (server: rds.CfnDBInstance) => string, timeZone: string): Stack {
    const stack = new Stack(backups.node.scope, 'data-1', { env: { account: sydney.account, region: sydney.region } });
    const server = new rds.CfnDBInstance(stack, 'Server', { dbInstanceIdentifier: 'cordon-production-shared-1' });
    backups.backups.protect(stack, 'Backup', { arn: arn(server), timeZone });
    return stack;
  }
  const unprotected = (lines: string[]): string[] => lines.filter((line) => line.includes('RDSInBackupPlan'));

  test('is selected beside itself, for every slot of its time zone (BK-02)', () => {
    const app = createApp();
    const stack = serverStack(backupStack(app), (server) => server.attrDbInstanceArn, 'Pacific/Auckland');
    const selections = Object.values(Template.fromStack(stack).findResources('AWS::Backup::BackupSelection'));
    expect(selections.map(({ Properties }) => Properties.BackupSelection as unknown)).toEqual(
      ['Daily', 'Weekly', 'Monthly'].map((slot): unknown =>
        expect.objectContaining({
          SelectionName: `data-1.Backup.${slot}`,
          Resources: [{ 'Fn::GetAtt': ['Server', 'DBInstanceArn'] }],
        }),
      ),
    );
    expect(JSON.stringify(selections)).not.toContain('PlansAustraliaSydney');
  });

  test('is seen by the checkers when its ARN is its own attribute, and not when it is put together', () => {
    const lines = (arn: (server: rds.CfnDBInstance) => string): string[] =>
      findings((stage) => serverStack(backupStack(stage), arn, 'Pacific/Auckland'));
    expect(unprotected(lines((server) => server.attrDbInstanceArn))).toEqual([]);
    expect(unprotected(lines(() => databaseServerArn(sydney, 'shared-1')))).not.toEqual([]);
  });

  test('is refused when its time zone has no plans', () => {
    expect(() => serverStack(backupStack(createApp()), (server) => server.attrDbInstanceArn, 'Asia/Tokyo')).toThrow(
      "data-1: a server has the time zone 'Asia/Tokyo', but the backup plans here are for Australia/Sydney, " +
        'Pacific/Auckland; add it to the time zones of the backup stack',
    );
  });
});

describe('drills', () => {
  const schedules: Record<string, string> = Object.fromEntries(
    Object.values(production.findResources('AWS::Backup::RestoreTestingPlan')).map(({ Properties }) => [
      Properties.RestoreTestingPlanName,
      Properties.ScheduleExpression,
    ]),
  );

  test('restore everything at least every 92 days (DR-04)', () => {
    const runs = runsOf(schedules.production_quarterly_drill!, 'Australia/Sydney', 2025, 2035);
    const pauses = runs.slice(1).map((run, n) => run.diff(runs[n]!, 'days').days);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(92.1);
    expect(new Set(runs.map(({ quarter, year }) => `${year} Q${quarter}`)).size).toBe(44);
  });

  test('restore every database server from a random recovery point every night (DR-07)', () => {
    expect(runsOf(schedules.production_nightly_drill!, 'Australia/Sydney', 2026, 2026)).toHaveLength(365);
    production.allResourcesProperties('AWS::Backup::RestoreTestingPlan', {
      RecoveryPointSelection: { Algorithm: 'RANDOM_WITHIN_WINDOW' },
    });
  });

  test('restore servers into data subnets, never into a default VPC (D15)', () => {
    const servers = production.findResources('AWS::Backup::RestoreTestingSelection', {
      Properties: { ProtectedResourceType: 'RDS' },
    });
    const [group] = Object.keys(production.findResources('AWS::RDS::DBSubnetGroup'));
    expect(Object.values(servers).map(({ Properties }) => Properties.RestoreMetadataOverrides as unknown)).toEqual([
      { dbsubnetgroupname: { Ref: group }, vpcsecuritygroupids: '["sg-database"]' },
      { dbsubnetgroupname: { Ref: group }, vpcsecuritygroupids: '["sg-database"]' },
    ]);
  });

  test('have names that the service accepts, and selections that wait for their plan', () => {
    const plans = production.findResources('AWS::Backup::RestoreTestingPlan');
    for (const { Properties, DependsOn } of Object.values(
      production.findResources('AWS::Backup::RestoreTestingSelection'),
    )) {
      const { RestoreTestingPlanName: plan, RestoreTestingSelectionName: name } = Properties as Record<string, string>;
      expect([plan, name]).toEqual([expect.stringMatching(/^\w{1,50}$/), expect.stringMatching(/^\w{1,50}$/)]);
      expect(plans[DependsOn[0] as string]!.Properties.RestoreTestingPlanName).toBe(plan);
    }
  });
});

describe('the audit', () => {
  test('judges by our own numbers: the defaults would fail the dailies (D16)', () => {
    const controls = Object.values(production.findResources('AWS::Backup::Framework')).flatMap(
      ({ Properties }) =>
        Properties.FrameworkControls as {
          ControlName: string;
          ControlInputParameters?: { ParameterName: string; ParameterValue: string }[];
        }[],
    );
    const retentions = controls.flatMap(({ ControlInputParameters = [] }) =>
      ControlInputParameters.filter(({ ParameterName }) => ParameterName === 'requiredRetentionDays').map(
        ({ ParameterValue }) => ParameterValue,
      ),
    );
    expect(retentions.sort()).toEqual(['35', '62', '7', '7']);
    expect(
      controls.find(({ ControlName }) => ControlName === 'BACKUP_RESOURCES_PROTECTED_BY_CROSS_REGION'),
    ).toMatchObject({
      ControlInputParameters: [{ ParameterName: 'crossRegionList', ParameterValue: 'ap-southeast-4' }],
    });
  });

  test('may write its reports, and admits the writer only after a report plan has made it', () => {
    const [policy] = Object.values(
      production.findResources('AWS::S3::BucketPolicy', {
        Properties: { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'BackupReports' })]) } },
      }),
    );
    const plans = Object.keys(production.findResources('AWS::Backup::ReportPlan'));
    expect(policy!.DependsOn).toEqual(expect.arrayContaining(plans));
    expect(plans).toHaveLength(5);
  });
});

test('passes every check', () => {
  const lines = findings((stage, app) => {
    backupStack(stage);
    recoveryStack(new Stage(app, 'production-ap-southeast-4'));
  });
  // What scans attachments is a stack of its own.
  const elsewhere = ['/outside', 'IAMNoInlinePolicy', 'IR-10.AttachmentsScanned'];
  expect(lines.filter((line) => !elsewhere.some((part) => line.includes(part)))).toEqual([]);
});
