import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { matchesEvent } from '../support/event-pattern';
import { backupStack } from './surroundings';

const production = Template.fromStack(backupStack(createApp()));

describe('on-call', () => {
  const patterns = Object.values(production.findResources('AWS::Events::Rule')).map(
    ({ Properties }) => Properties.EventPattern as Record<string, unknown>,
  );
  const told = (detailType: string, detail: Record<string, unknown>): boolean =>
    patterns.some((pattern) => matchesEvent(pattern, { source: 'aws.backup', 'detail-type': detailType, detail }));

  test.each<[string, Record<string, unknown>]>([
    ['Backup Job State Change', { state: 'FAILED', statusMessage: 'The vault does not exist.', backupVaultName: 'x' }],
    ['Backup Job State Change', { state: 'EXPIRED', resourceType: 'RDS', percentDone: 0 }],
    ['Backup Job State Change', { state: 'ABORTED', statusMessage: 'Backup job was stopped by user.' }],
    ['Backup Job State Change', { state: 'PARTIAL' }],
    ['Backup Job State Change', { state: 'COMPLETED', statusMessage: 'Some objects were skipped.' }],
    ['Copy Job State Change', { state: 'FAILED', copyJobId: '47C8EF56', destinationRecoveryPointArn: {} }],
    ['Restore Job State Change', { status: 'FAILED', restoreJobId: '1B234A56', percentDone: 0 }],
    ['Restore Job State Change', { status: 'COMPLETED', validationStatus: 'FAILED' }],
    ['Recovery Point State Change', { status: 'PARTIAL' }],
    ['Recovery Point State Change', { status: 'EXPIRED' }],
    [
      'AWS API Call via CloudTrail',
      { eventSource: 'backup.amazonaws.com', eventName: 'DeleteRecoveryPoint', errorCode: 'AccessDenied' },
    ],
    [
      'AWS API Call via CloudTrail',
      { eventSource: 'backup.amazonaws.com', eventName: 'DeleteBackupVaultLockConfiguration' },
    ],
  ])('hears of a %s: %j (BK-26, DR-08)', (detailType, detail) => {
    expect(told(detailType, detail)).toBe(true);
  });

  test.each<[string, Record<string, unknown>]>([
    ['Backup Job State Change', { state: 'RUNNING' }],
    ['Backup Job State Change', { state: 'COMPLETED', percentDone: 100 }],
    ['Backup Job State Change', { state: 'COMPLETED', statusMessage: '' }],
    ['Copy Job State Change', { state: 'COMPLETED' }],
    ['Restore Job State Change', { status: 'COMPLETED' }],
    ['Restore Job State Change', { state: 'CREATED' }],
    ['Recovery Point State Change', { status: 'COMPLETED' }],
    ['AWS API Call via CloudTrail', { eventSource: 'backup.amazonaws.com', eventName: 'ListBackupJobs' }],
  ])('sleeps through a %s: %j', (detailType, detail) => {
    expect(told(detailType, detail)).toBe(false);
  });

  test('is told when a night brings no backup or no copy, though no job failed', () => {
    for (const metric of ['NumberOfBackupJobsCompleted', 'NumberOfCopyJobsCompleted']) {
      production.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Metrics: Match.arrayWith([
          Match.objectLike({ Expression: 'FILL(completed, 0)', ReturnData: true }),
          Match.objectLike({
            Id: 'completed',
            MetricStat: Match.objectLike({
              Metric: Match.objectLike({
                MetricName: metric,
                Dimensions: [{ Name: 'BackupVaultName', Value: 'cordon-production-servers' }],
              }),
              Stat: 'Sum',
            }),
          }),
        ]),
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        TreatMissingData: 'breaching',
      });
    }
  });

  test('is told by alarms that CloudWatch can evaluate: all hours of them, a week at most', () => {
    for (const { Properties } of Object.values(production.findResources('AWS::CloudWatch::Alarm'))) {
      expect(Properties.DatapointsToAlarm).toBe(Properties.EvaluationPeriods);
      expect(Properties.EvaluationPeriods).toBeGreaterThanOrEqual(26);
      expect(Properties.EvaluationPeriods).toBeLessThanOrEqual(7 * 24);
      expect(JSON.stringify(Properties.Metrics)).toContain('"Period":3600');
    }
  });
});
