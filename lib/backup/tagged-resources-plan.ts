import * as backup from 'aws-cdk-lib/aws-backup';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BACKUP_TAG, TAGGED_RESOURCES } from './retention';
import { SlotPlan } from './slot-plan';
import { cronOf } from './slot-rules';

export interface TaggedResourcesPlanProps {
  /** IANA time zone of the region: what is tagged belongs to no single site. */
  readonly timeZone: string;
  readonly vault: backup.IBackupVault;
  /** Vault of the recovery region. @default - no copies */
  readonly copyTo?: backup.IBackupVault;
  readonly role: iam.IRole;
}

/**
 * Nightly recovery points of all tables, buckets and volumes of the region with the tag `cordon:backup` = `daily`
 * (BK-19, BK-24). Another room puts a resource under backup by tagging it.
 */
export class TaggedResourcesPlan extends Construct {
  constructor(scope: Construct, id: string, props: TaggedResourcesPlanProps) {
    super(scope, id);
    const { planId } = new SlotPlan(this, 'Nightly', {
      name: 'tagged-resources-nightly',
      slot: 'nightly',
      schedule: cronOf({ days: { weekdays: [1, 2, 3, 4, 5, 6, 7] }, hour: TAGGED_RESOURCES.hour }),
      timeZone: props.timeZone,
      keepForDays: TAGGED_RESOURCES.keepForDays,
      completionWindowMinutes: TAGGED_RESOURCES.completionWindowMinutes,
      vault: props.vault,
      copyTo: props.copyTo,
    });
    new backup.CfnBackupSelection(this, 'Selection', {
      backupPlanId: planId,
      backupSelection: {
        selectionName: 'tagged-resources',
        iamRoleArn: props.role.roleArn,
        // Kinds by ARN and the tag as a condition: both must hold. A list of tags would select servers, too.
        resources: ['arn:aws:dynamodb:*:*:table/*', 'arn:aws:s3:::*', 'arn:aws:ec2:*:*:volume/*'],
        conditions: {
          StringEquals: [{ ConditionKey: `aws:ResourceTag/${BACKUP_TAG.key}`, ConditionValue: BACKUP_TAG.value }],
        },
      },
    });
  }
}
