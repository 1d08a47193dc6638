import { Stack } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import { Construct } from 'constructs';
import { MISSING_AFTER_HOURS, RECOVERY_TIME_HOURS, SERVER_SLOTS, SLOT_NAMES, SLOT_TAG, VAULT_LOCK } from './retention';
import { ReportBucket } from './report-bucket';
import type { ReportBucketProps } from './report-bucket';

const JOB_REPORTS = { BackupJobs: 'BACKUP_JOB_REPORT', CopyJobs: 'COPY_JOB_REPORT', RestoreJobs: 'RESTORE_JOB_REPORT' };
const COMPLIANCE_REPORTS = { Resources: 'RESOURCE_COMPLIANCE_REPORT', Controls: 'CONTROL_COMPLIANCE_REPORT' };

export interface BackupAuditProps extends ReportBucketProps {
  /** Region that copies must reach. @default - copies are not asked for */
  readonly recoveryRegion?: string;
}

/**
 * Backup Audit Manager: judges every day, server by server, what AWS Backup did against what we promise, and writes
 * reports for auditors (BK-02, DR-08, OR-10). Needs the region's AWS Config recorder.
 *
 * Its defaults ask for 35 days of every recovery point, which our dailies would fail: all numbers are our own (D16).
 */
export class BackupAudit extends Construct {
  constructor(scope: Construct, id: string, { recoveryRegion, ...rest }: BackupAuditProps) {
    super(scope, id);
    const frameworkArns = [
      this.addServerControls(recoveryRegion),
      ...SLOT_NAMES.map((slot) => this.addPlanControl(slot)),
    ];
    const bucket = new ReportBucket(this, 'Reports', rest);
    const reports = [
      ...Object.entries(JOB_REPORTS).map(([name, template]) => [name, { ReportTemplate: template }] as const),
      ...Object.entries(COMPLIANCE_REPORTS).map(
        ([name, template]) => [name, { ReportTemplate: template, FrameworkArns: frameworkArns }] as const,
      ),
    ];
    for (const [name, reportSetting] of reports) {
      const plan = new backup.CfnReportPlan(this, name, {
        reportPlanDescription: `${name} in ${Stack.of(this).region}, every day`,
        reportSetting,
        reportDeliveryChannel: { S3BucketName: bucket.bucketName, S3KeyPrefix: name, Formats: ['CSV', 'JSON'] },
      });
      bucket.admitAfter(plan);
    }
  }

  private addServerControls(recoveryRegion?: string): string {
    const controls: [string, Record<string, string | number>?][] = [
      ['BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN'],
      [
        'BACKUP_LAST_RECOVERY_POINT_CREATED',
        { recoveryPointAgeValue: MISSING_AFTER_HOURS.backup, recoveryPointAgeUnit: 'hours' },
      ],
      [
        'BACKUP_RESOURCES_PROTECTED_BY_BACKUP_VAULT_LOCK',
        { minRetentionDays: VAULT_LOCK.minRetentionDays, maxRetentionDays: VAULT_LOCK.maxRetentionDays },
      ],
      ['RESTORE_TIME_FOR_RESOURCES_MEET_TARGET', { maxRestoreTime: RECOVERY_TIME_HOURS * 60 }],
    ];
    if (recoveryRegion)
      controls.push(['BACKUP_RESOURCES_PROTECTED_BY_CROSS_REGION', { crossRegionList: recoveryRegion }]);
    const { attrFrameworkArn } = new backup.CfnFramework(this, 'Servers', {
      frameworkDescription: 'Database servers: planned, recent, locked, copied, restorable in time',
      frameworkControls: [
        ...controls.map(([name, parameters]) => control(name, parameters, { ComplianceResourceTypes: ['RDS'] })),
        control('BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK', {
          requiredRetentionDays: VAULT_LOCK.minRetentionDays,
        }),
        control('BACKUP_RECOVERY_POINT_ENCRYPTED'),
        control('BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED'),
      ],
    });
    return attrFrameworkArn;
  }

  /** A framework for each slot: a control can look at the plans of one tag only. */
  private addPlanControl(slot: (typeof SLOT_NAMES)[number]): string {
    const { keepForDays, atLeastEveryDays } = SERVER_SLOTS[slot];
    const { attrFrameworkArn } = new backup.CfnFramework(this, `Plans-${slot}`, {
      frameworkDescription: `Plans of the ${slot} slot: often enough, and kept long enough`,
      frameworkControls: [
        control(
          'BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK',
          {
            requiredFrequencyUnit: 'days',
            requiredFrequencyValue: atLeastEveryDays,
            requiredRetentionDays: keepForDays,
          },
          { Tags: [{ Key: SLOT_TAG, Value: slot }] },
        ),
      ],
    });
    return attrFrameworkArn;
  }
}

function control(
  controlName: string,
  parameters?: Record<string, string | number>,
  controlScope?: Record<string, unknown>,
): backup.CfnFramework.FrameworkControlProperty {
  return {
    controlName,
    controlScope,
    controlInputParameters:
      parameters &&
      Object.entries(parameters).map(([parameterName, value]) => ({
        parameterName,
        parameterValue: String(value),
      })),
  };
}
