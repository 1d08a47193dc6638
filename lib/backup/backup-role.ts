import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

const POLICIES = {
  backup: ['service-role/AWSBackupServiceRolePolicyForBackup', 'AWSBackupServiceRolePolicyForS3Backup'],
  restore: ['service-role/AWSBackupServiceRolePolicyForRestores', 'AWSBackupServiceRolePolicyForS3Restore'],
} as const;

/** What AWS Backup acts as: to take recovery points and copy them, or to restore them. Never both. */
export class BackupRole extends iam.Role {
  constructor(scope: Construct, id: string, purpose: keyof typeof POLICIES) {
    super(scope, id, {
      description: `AWS Backup, to ${purpose === 'backup' ? 'take and copy recovery points' : 'restore for drills'}`,
      assumedBy: new iam.ServicePrincipal('backup.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
      }),
      managedPolicies: POLICIES[purpose].map((name) => iam.ManagedPolicy.fromAwsManagedPolicyName(name)),
    });
    for (const name of POLICIES[purpose]) {
      Validations.of(this).acknowledge({
        id: `AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${name}]`,
        reason:
          'Made by AWS for this service alone, which only AWS Backup in this account can assume. ' +
          'Backups break silently when the service needs an action that a copy of the policy lacks.',
      });
    }
  }
}
