import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import type { RecoveryStackProps } from '../../lib/recovery/recovery-stack';
import { backupStack, recoveryStack } from '../backup/surroundings';
import { findings } from '../support/findings';

function template(overrides: Partial<RecoveryStackProps> = {}): Template {
  return Template.fromStack(recoveryStack(createApp(), overrides));
}

const recovery = template();

test('its vault is the one that the home region copies to (DR-02)', () => {
  const copies = JSON.stringify(Template.fromStack(backupStack(createApp())).findResources('AWS::Backup::BackupPlan'));
  const [vault] = Object.values(recovery.findResources('AWS::Backup::BackupVault'));
  expect(copies).toContain(
    `arn:aws:backup:ap-southeast-4:111111111111:backup-vault:${vault!.Properties.BackupVaultName}"`,
  );
});

test('its vault has the same lock as the home region’s, so that every copy is accepted', () => {
  const locks = [recovery, Template.fromStack(backupStack(createApp()))].map(
    (region) =>
      Object.values(region.findResources('AWS::Backup::BackupVault'))[0]!.Properties.LockConfiguration as unknown,
  );
  expect(locks[0]).toEqual(locks[1]);
});

test('its lock can be removed only where that was asked for', () => {
  template({ lock: 'governance' }).hasResourceProperties('AWS::Backup::BackupVault', {
    LockConfiguration: { ChangeableForDays: Match.absent() },
  });
});

test('refers to the home region by name only: either can be deployed without the other', () => {
  expect(JSON.stringify(recovery.toJSON())).not.toMatch(/Fn::ImportValue|CrossRegionExport|"Region":"ap-southeast-2"/);
});

test('restores from its own copies every quarter (DR-02, DR-04)', () => {
  const [vault] = Object.keys(recovery.findResources('AWS::Backup::BackupVault'));
  recovery.hasResourceProperties('AWS::Backup::RestoreTestingPlan', {
    ScheduleExpression: 'cron(0 10 15 1,4,7,10 ? *)',
    RecoveryPointSelection: { IncludeVaults: [{ 'Fn::GetAtt': [vault, 'BackupVaultArn'] }] },
  });
});

test('tells on-call when copies stop arriving, even if the home region can no longer say so', () => {
  recovery.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Metrics: Match.arrayWith([
      Match.objectLike({
        MetricStat: Match.objectLike({ Metric: Match.objectLike({ MetricName: 'NumberOfRecoveryPointsCompleted' }) }),
      }),
    ]),
    TreatMissingData: 'breaching',
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
  });
  expect(template({ expectsCopies: false }).findResources('AWS::CloudWatch::Alarm')).toEqual({});
});

test('names the subnets and the key that a restored server needs', () => {
  const outputs = recovery.toJSON().Outputs as Record<string, { Value: Record<string, string> }>;
  const groups = recovery.findResources('AWS::RDS::DBSubnetGroup', { DeletionPolicy: 'Retain' });
  expect(Object.keys(groups)).toEqual([outputs.RestoredSubnetGroup!.Value.Ref]);
  expect(outputs.RestoredKey).toBeDefined();
});

test('passes every check', () => {
  const lines = findings((stage) => recoveryStack(stage));
  // What scans attachments is a stack of its own.
  const elsewhere = ['/outside', 'IAMNoInlinePolicy', 'IR-10.AttachmentsScanned'];
  expect(lines.filter((line) => !elsewhere.some((part) => line.includes(part)))).toEqual([]);
});
